namespace Piwa.Pipeline.Fleet;

/// <summary>Where a fleet stands.</summary>
/// <param name="Units">Units of the order.</param>
/// <param name="Open">Units that nobody makes yet.</param>
/// <param name="Leased">Units under way.</param>
/// <param name="Lapsed">Of these, units whose lease has run out.</param>
/// <param name="Checking">Units that are made, and are being checked.</param>
/// <param name="Agreed">Units that count, and are not in the store yet.</param>
/// <param name="Committed">Units in the store.</param>
/// <param name="Nodes">The nodes, those first that have made most.</param>
public sealed record FleetStatus(
    long Units, long Open, long Leased, long Lapsed, long Checking, long Agreed, long Committed, IReadOnlyList<FleetNodeStatus> Nodes)
{
    /// <summary>Whether all is done.</summary>
    public bool IsDone => Committed == Units;
}
