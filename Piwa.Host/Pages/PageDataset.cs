using Piwa.Pipeline.Shards;

namespace Piwa.Host.Pages;

/// <summary>A data set that may be growing: read again when its manifest has another length, once a second at most.</summary>
/// <remarks>Thread-safe; one lock, held while the manifest is read.</remarks>
/// <param name="directory">The data set's directory.</param>
/// <param name="time">The clock.</param>
internal sealed class PageDataset(string directory, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private Dataset? _dataset;
    private long _manifestBytes = -1;
    private long _readAt;

    /// <summary>The data set's directory.</summary>
    public string DirectoryPath => directory;

    /// <summary>The data set as it is; null if the directory holds none yet.</summary>
    /// <exception cref="ManifestException">The campaign or the manifest is damaged.</exception>
    public Dataset? Read()
    {
        lock (_lock)
        {
            if (_dataset is not null && time.GetElapsedTime(_readAt) < Interval)
                return _dataset;
            if (!Dataset.Exists(directory))
                return _dataset = null;

            _readAt = time.GetTimestamp();
            long length = _dataset is null ? -1 : LengthOf(_dataset.ManifestPath);
            if (_dataset is null || length != _manifestBytes)
            {
                _dataset = Dataset.Open(directory);
                _manifestBytes = length;
            }

            return _dataset;
        }
    }

    private static long LengthOf(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : -1;
}
