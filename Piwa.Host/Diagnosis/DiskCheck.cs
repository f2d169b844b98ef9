using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Piwa.Host.Terminal;
using Piwa.Pipeline;

namespace Piwa.Host.Diagnosis;

/// <summary>Whether the data set's disk has room, keeps what it is given, and how fast it does.</summary>
internal static class DiskCheck
{
    private const long FewBytes = 10_000_000_000;

    /// <summary>Some thirty default assets a second.</summary>
    private const double SlowBytesPerSecond = 20_000_000;

    private const int BlockBytes = 4 << 20;
    private const int MostBlocks = 16;

    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(3);

    /// <summary>File systems that lose their files with the machine's power, or with the container.</summary>
    private static readonly string[] Volatile = ["tmpfs", "ramfs", "overlay", "overlayfs"];

    /// <summary>File systems of other machines, on which locks and flushes are what those make of them.</summary>
    private static readonly string[] Remote = ["nfs", "nfs4", "cifs", "smb2", "smbfs", "fuse", "fuseblk", "9p"];

    /// <param name="directory">Directory of the data set; it need not be there.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static IEnumerable<Finding> Run(string directory, CancellationToken cancellationToken)
    {
        string place = Path.GetFullPath(directory);
        while (!Directory.Exists(place))
        {
            if (File.Exists(place))
            {
                yield return Finding.Fault("disk", $"'{place}' is a file", "Name another directory with --out.");
                yield break;
            }

            place = Path.GetDirectoryName(place)!;
        }

        DriveInfo drive = new(place);
        yield return Room(drive, place);
        yield return Kind(drive);
        yield return Rate(place, cancellationToken);
    }

    private static Finding Room(DriveInfo drive, string place)
    {
        long free = drive.AvailableFreeSpace;
        string text = $"{Units.Bytes(free)} free at {place}";
        return free < PiwaOptions.DefaultLeastFreeBytes
            ? Finding.Fault("disk room", text, $"Make room: a run waits where less than {Units.Bytes(PiwaOptions.DefaultLeastFreeBytes)} are free (--min-free-disk).")
            : free < FewBytes
                ? Finding.Warning("disk room", text, "Make room, or name another disk with --out: a default asset takes some 0.6 MB.")
                : Finding.Ok("disk room", text);
    }

    private static Finding Kind(DriveInfo drive)
    {
        string kind = drive.DriveFormat, text = $"{kind} at {drive.Name}";
        if (Volatile.Contains(kind))
            return Finding.Warning("file system", $"{text}: its files go with the machine's power or the container", "Name a directory on a disk, or a volume, with --out.");
        return Remote.Contains(kind)
            ? Finding.Warning("file system", $"{text}: it is another machine's, or a driver's", "See to it that it keeps locks and flushes; a local disk is surer.")
            : Finding.Ok("file system", text);
    }

    /// <summary>Writes and flushes blocks, as shards are.</summary>
    private static Finding Rate(string place, CancellationToken cancellationToken)
    {
        string path = Path.Combine(place, $".tmp-doctor-{Path.GetRandomFileName()}");
        try
        {
            byte[] block = RandomNumberGenerator.GetBytes(BlockBytes);
            using FileStream file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
            long start = Stopwatch.GetTimestamp();
            int blocks = 0;
            for (; blocks < MostBlocks && Stopwatch.GetElapsedTime(start) < MostTime; blocks++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                file.Write(block);
                file.Flush(flushToDisk: true);
            }

            double rate = blocks * (double)BlockBytes / Math.Max(Stopwatch.GetElapsedTime(start).TotalSeconds, 1e-6);
            string text = string.Create(CultureInfo.InvariantCulture, $"{Units.Bytes((long)rate)}/s written and flushed, {blocks} blocks of {BlockBytes >> 20} MiB");
            return rate < SlowBytesPerSecond
                ? Finding.Warning("disk rate", text, "The disk will set the pace: name a faster one with --out.")
                : Finding.Ok("disk rate", text);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return Finding.Fault("disk rate", fault.Message, $"Name a directory that {Environment.UserName} may write to with --out, or mend its permissions.");
        }
    }
}
