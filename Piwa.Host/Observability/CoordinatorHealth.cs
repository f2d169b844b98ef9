using Piwa.Pipeline.Fleet;

namespace Piwa.Host.Observability;

/// <summary>Whether a coordinator is alive, and can reach its database and its store.</summary>
/// <param name="clock">The clock.</param>
/// <remarks>Thread-safe. A coordinator looks after its fleet twice a second, whether there is something to do or not.</remarks>
internal sealed class CoordinatorHealth(TimeProvider clock) : IHealth
{
    private readonly StallWatch _stall = new(clock);
    private volatile CoordinatorState _state = new("the coordinator has not begun", null, null);

    /// <summary>How it is.</summary>
    public CoordinatorState State => _state;

    /// <summary>It has looked after its fleet.</summary>
    public void Looked()
    {
        _state = new CoordinatorState(null, null, null);
        _stall.Moved();
    }

    /// <summary>It could not look after its fleet.</summary>
    /// <param name="fault">Why: the database is away, or else the store.</param>
    public void Looked(IOException fault)
    {
        bool isDatabase = fault is FleetDatabaseException;
        _state = new CoordinatorState($"waiting: {fault.Message}", isDatabase ? fault.Message : null, isDatabase ? null : fault.Message);
        _stall.Moved();
    }

    /// <inheritdoc/>
    public string? FindStall() => _stall.FindStall();

    /// <inheritdoc/>
    public string? FindUnreadiness() => _state.Waiting;
}
