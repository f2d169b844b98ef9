using Piwa.Pipeline;

namespace Piwa.Host.Observability;

/// <summary>Whether a run is alive, and whether it takes work: what a supervisor asks.</summary>
/// <param name="clock">The clock.</param>
/// <remarks>Thread-safe. A run that neither reports, nor seals an asset, nor waits for something that it can name, hangs.</remarks>
internal sealed class RunHealth(TimeProvider clock) : IProgress<RunProgress>, IHealth
{
    private readonly Lock _lock = new();
    private readonly StallWatch _stall = new(clock);
    private RunProgress? _last;

    public void Report(RunProgress value)
    {
        lock (_lock)
        {
            if (_last is null || value.Waiting is not null || RunPosition.Of(_last) != RunPosition.Of(value))
                _stall.Moved();
            _last = value;
        }
    }

    /// <inheritdoc/>
    public string? FindStall() => _stall.FindStall();

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
