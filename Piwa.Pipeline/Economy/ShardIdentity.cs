using Piwa.Pipeline.Encoding;

namespace Piwa.Pipeline.Economy;

/// <summary>What tells shards apart: the same assets of the same campaign, with the same content.</summary>
internal readonly record struct ShardIdentity(ContentHash Campaign, ulong FirstAsset, ContentHash Root) : IComparable<ShardIdentity>
{
    public int CompareTo(ShardIdentity other)
    {
        int order = Campaign.CompareTo(other.Campaign);
        if (order == 0)
            order = FirstAsset.CompareTo(other.FirstAsset);
        return order != 0 ? order : Root.CompareTo(other.Root);
    }

    public override string ToString() => $"the shard of asset {FirstAsset} of campaign {Campaign}, root {Root}";
}
