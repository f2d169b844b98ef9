using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Stores;

/// <summary>A data set that may be growing: read again when its manifest has another length, once in a while at most.</summary>
/// <remarks>Thread-safe; one at a time reads the manifest, and the others wait.</remarks>
/// <param name="address">The data set's directory, or its address in a bucket.</param>
/// <param name="time">The clock.</param>
/// <param name="store">How a bucket is spoken with; null for the defaults.</param>
public sealed class GrowingDataset(string address, TimeProvider time, S3StoreOptions? store = null) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Of one in a bucket: each time is a request or two, which cost.</summary>
    private static readonly TimeSpan MirrorInterval = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _reading = new(1);
    private readonly DatasetMirror? _mirror = DatasetMirror.IsAddress(address) ? new DatasetMirror(address, store) : null;
    private Dataset? _dataset;
    private long _manifestBytes = -1;
    private long _readAt;

    /// <summary>Where it lies.</summary>
    public string Address => address;

    /// <summary>The data set as it is; null if there is none yet.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ManifestException">The campaign or the manifest is damaged.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public async Task<Dataset?> ReadAsync(CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_dataset is not null && time.GetElapsedTime(_readAt) < (_mirror is null ? Interval : MirrorInterval))
                return _dataset;
            _dataset = _mirror is null ? Read() : await _mirror.ReadAsync(cancellationToken).ConfigureAwait(false);
            _readAt = time.GetTimestamp();
            return _dataset;
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _mirror?.Dispose();
        _reading.Dispose();
    }

    private Dataset? Read()
    {
        if (!Dataset.Exists(address))
            return null;
        long length = _dataset is null ? -1 : LengthOf(_dataset.ManifestPath);
        if (_dataset is not null && length == _manifestBytes)
            return _dataset;
        _manifestBytes = length;
        return Dataset.Open(address);
    }

    private static long LengthOf(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : -1;
}
