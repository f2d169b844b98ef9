using System.Globalization;

namespace Piwa.Pipeline.Shards;

/// <summary>How much room there is on the disk of a data set.</summary>
/// <param name="directory">A directory on it.</param>
/// <param name="leastBytes">What is to stay free.</param>
internal sealed class DiskRoom(string directory, long leastBytes)
{
    private readonly DriveInfo _drive = new(Path.GetFullPath(directory));

    /// <summary>Why nothing should be written now; null if there is room.</summary>
    public string? FindShortage()
    {
        if (leastBytes == 0)
            return null;
        long free = _drive.AvailableFreeSpace;
        return free >= leastBytes
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"the disk of {directory} has {free / 1_000_000} MB left, less than the {leastBytes / 1_000_000} MB that are to stay free; make room on it");
    }
}
