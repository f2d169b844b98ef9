namespace Piwa.Host.Observability;

/// <summary>Whether a coordinator is alive, and can reach its database and its store.</summary>
/// <param name="clock">The clock.</param>
/// <remarks>Thread-safe. A coordinator looks after its fleet twice a second, whether there is something to do or not.</remarks>
internal sealed class CoordinatorHealth(TimeProvider clock) : IHealth
{
    private readonly StallWatch _stall = new(clock);
    private volatile string? _waiting = "the coordinator has not begun";

    /// <summary>It has looked after its fleet.</summary>
    /// <param name="waiting">What it waits for; null if for nothing.</param>
    public void Looked(string? waiting)
    {
        _waiting = waiting;
        _stall.Moved();
    }

    /// <inheritdoc/>
    public string? FindStall() => _stall.FindStall();

    /// <inheritdoc/>
    public string? FindUnreadiness() => _waiting;
}
