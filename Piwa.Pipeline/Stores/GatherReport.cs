using Piwa.Pipeline.Encoding;

namespace Piwa.Pipeline.Stores;

/// <summary>Where a gathering stands, and what came of it.</summary>
/// <param name="Order">What the stores are to have: of several, the order of the most assets.</param>
/// <param name="Finished">Units that they have, each once.</param>
/// <param name="There">Of these, those that the data set has.</param>
/// <param name="Gathered">Of these, those that came now.</param>
/// <param name="Missing">The first assets of units that nobody has finished, 20 at most.</param>
public sealed record GatherReport(WorkOrder Order, long Finished, long There, long Gathered, IReadOnlyList<ulong> Missing)
{
    /// <summary>Units that were asked for: all of the order, or those that have some assets.</summary>
    public long Wanted { get; init; } = (long)Order.Units;

    /// <summary>Root of what the data set has, once all has come; see <see cref="Shards.DatasetTree"/>.</summary>
    public ContentHash Root { get; init; }

    /// <summary>Whether all that was asked for is there.</summary>
    public bool IsComplete => There >= Wanted && Missing.Count == 0;
}
