namespace Piwa.Pipeline.Stores;

/// <summary>Where a gathering stands, and what came of it.</summary>
/// <param name="Order">What the store is to have.</param>
/// <param name="Finished">Units that it has.</param>
/// <param name="There">Of these, those that the data set has.</param>
/// <param name="Gathered">Of these, those that came now.</param>
/// <param name="Missing">The first assets of units that nobody has finished, 20 at most.</param>
public sealed record GatherReport(WorkOrder Order, long Finished, long There, long Gathered, IReadOnlyList<ulong> Missing)
{
    /// <summary>Whether the data set is complete.</summary>
    public bool IsComplete => There == (long)Order.Units;
}
