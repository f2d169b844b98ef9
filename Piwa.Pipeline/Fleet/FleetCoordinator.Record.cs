namespace Piwa.Pipeline.Fleet;

/// <content>What it tells of its fleet's past.</content>
public sealed partial class FleetCoordinator
{
    /// <summary>What has happened in the fleet, what was last first: nodes that joined, strikes, quarrels, what the operator has said.</summary>
    /// <param name="most">Of how much to tell, at least 1.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="FleetDatabaseException">The database is away.</exception>
    public Task<IReadOnlyList<FleetEvent>> EventsAsync(int most, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        return _book.EventsAsync(most, cancellationToken);
    }
}
