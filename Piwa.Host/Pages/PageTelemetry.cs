using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Verification;

namespace Piwa.Host.Pages;

/// <summary>The posts of a data set, checked without its ledger; checked again when there is one more, or the data set has grown.</summary>
/// <remarks>Thread-safe; one lock, held while they are checked.</remarks>
internal sealed class PageTelemetry
{
    /// <summary>A file that is longer is not read for the page: some 80,000 posts.</summary>
    private const long MostBytes = 64 << 20;

    private readonly Lock _lock = new();
    private Dataset? _dataset;
    private long _bytes = -1;
    private TelemetryReport _report = new([], []);

    /// <summary>The posts as they are.</summary>
    /// <exception cref="IOException">There are too many for a page.</exception>
    public TelemetryReport Read(Dataset dataset)
    {
        var file = new FileInfo(dataset.TelemetryPath);
        long bytes = file.Exists ? file.Length : 0;
        if (bytes > MostBytes)
            throw new IOException($"{file.FullName} has {bytes} bytes, more than the page reads ({MostBytes}). Ask 'piwa telemetry'.");
        lock (_lock)
        {
            if (_dataset != dataset || _bytes != bytes)
                (_dataset, _bytes, _report) = (dataset, bytes, TelemetryVerifier.Read(dataset));
            return _report;
        }
    }
}
