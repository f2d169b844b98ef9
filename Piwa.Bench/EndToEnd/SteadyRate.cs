using Piwa.Pipeline;

namespace Piwa.Bench.EndToEnd;

/// <summary>The rate of a run without its first quarter, from what it reports on its way.</summary>
/// <param name="say">Hears how far it is, from time to time.</param>
internal sealed class SteadyRate(Action<string>? say = null) : IProgress<RunProgress>
{
    private const long FirstShare = 4;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private RunProgress? _first;
    private RunProgress? _last;
    private TimeSpan _said;

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
            if (say is not null && value.Elapsed - _said >= Pause)
            {
                _said = value.Elapsed;
                say($"{value.Elapsed.TotalSeconds:F0} s: {value.Admitted:N0} assets begun, {value.Sealed:N0} sealed, {value.Completed:N0} done");
            }

            if (FirstShare * value.Completed < value.Planned)
                return;

            _first ??= value;
            if (_last is null || value.Completed > _last.Completed)
                _last = value;
        }
    }
}
