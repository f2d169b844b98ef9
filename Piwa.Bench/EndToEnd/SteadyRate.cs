using Piwa.Pipeline;

namespace Piwa.Bench.EndToEnd;

/// <summary>The rate of a run without its first quarter, from what it reports on its way.</summary>
internal sealed class SteadyRate : IProgress<RunProgress>
{
    private const long FirstShare = 4;

    private readonly Lock _lock = new();
    private RunProgress? _first;
    private RunProgress? _last;

    /// <summary>Assets completed in a second; null where fewer than two reports lie in the time that counts.</summary>
    public double? AssetsPerSecond
    {
        get
        {
            lock (_lock)
            {
                return _first is { } first && _last is { } last && last.Elapsed > first.Elapsed
                    ? (last.Completed - first.Completed) / (last.Elapsed - first.Elapsed).TotalSeconds
                    : null;
            }
        }
    }

    /// <inheritdoc/>
    public void Report(RunProgress value)
    {
        lock (_lock)
        {
            if (FirstShare * value.Completed < value.Planned)
                return;

            _first ??= value;
            if (_last is null || value.Completed > _last.Completed)
                _last = value;
        }
    }
}
