using Piwa.Chain.Economy;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Economy;

/// <summary>A shard as a source has it: the record of its manifest, that of its maker, and whose uploads it is.</summary>
/// <param name="Shard">The record of the manifest, or of the unit.</param>
/// <param name="Maker">The record of the node that made it, where a fleet's operator has signed the other.</param>
/// <param name="Uploads">Of a data set of uploads whose they are, by wallet; else null.</param>
internal readonly record struct ShardStanding(ShardRecord Shard, ShardRecord? Maker, IReadOnlyList<WalletCount>? Uploads)
{
    /// <summary>Who says that they made it.</summary>
    public ShardRecord Claim => Maker ?? Shard;

    public ShardIdentity Identity => new(Shard.Campaign, Shard.FirstAsset, Shard.Root);
}
