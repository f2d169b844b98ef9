using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Stores;

/// <summary>What a fleet is to make: a campaign and how many assets of it. It does not change.</summary>
/// <param name="Campaign">The campaign.</param>
/// <param name="Assets">Assets, at least 1.</param>
public sealed record WorkOrder(Campaign Campaign, ulong Assets)
{
    /// <summary>How many units there are.</summary>
    public ulong Units => (Assets + (ulong)Campaign.ShardAssets - 1) / (ulong)Campaign.ShardAssets;

    /// <summary>The units of a share, in order.</summary>
    internal IEnumerable<WorkUnit> UnitsOf(WorkPartition partition)
    {
        for (ulong unit = (ulong)partition.Index; unit < Units; unit += (ulong)partition.Count)
            yield return UnitAt(unit);
    }

    /// <summary>A unit by its number, from 0.</summary>
    internal WorkUnit UnitAt(ulong unit)
    {
        ulong size = (ulong)Campaign.ShardAssets, first = unit * size;
        return new WorkUnit(first, (int)Math.Min(size, Assets - first));
    }

    /// <exception cref="ArgumentException">It cannot be made.</exception>
    internal void Validate()
    {
        if (Assets == 0)
            throw new ArgumentException("A fleet has at least one asset to make.");
        Campaign.Validate();
        if (Campaign.IsOfUploads)
            throw new ArgumentException("Uploads are made where they are registered, not by a fleet.");
    }
}
