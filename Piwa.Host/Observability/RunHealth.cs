using Piwa.Pipeline;

namespace Piwa.Host.Observability;

/// <summary>Whether a run is alive, and whether it takes work: what a supervisor asks.</summary>
/// <param name="clock">The clock.</param>
/// <remarks>Thread-safe.</remarks>
internal sealed class RunHealth(TimeProvider clock) : IProgress<RunProgress>, IHealth
{
    /// <summary>A run that neither reports, nor seals an asset, nor waits for something that it can name, for so long, hangs.</summary>
    public static readonly TimeSpan LongestStall = TimeSpan.FromMinutes(5);

    private readonly Lock _lock = new();
    private RunProgress? _last;
    private long _movedAt = clock.GetTimestamp();

    public void Report(RunProgress value)
    {
        lock (_lock)
        {
            if (_last is null || value.Waiting is not null || RunPosition.Of(_last) != RunPosition.Of(value))
                _movedAt = clock.GetTimestamp();
            _last = value;
        }
    }

    /// <inheritdoc/>
    public string? FindStall()
    {
        lock (_lock)
        {
            TimeSpan still = clock.GetElapsedTime(_movedAt);
            return still < LongestStall ? null : $"nothing has moved for {(int)still.TotalSeconds} seconds";
        }
    }

    /// <inheritdoc/>
    public string? FindUnreadiness()
    {
        lock (_lock)
        {
            return _last is null ? "the run has not begun"
                : _last.IsDraining ? "the run is stopping"
                : _last.Waiting is { } reason ? $"waiting: {reason}"
                : null;
        }
    }
}
