namespace Piwa.Pipeline;

/// <summary>What of a data set goes on the ledger.</summary>
public enum ChainPolicy
{
    /// <summary>Each asset, as a compressed NFT: what is traded or licensed one by one.</summary>
    Mint = 0,

    /// <summary>The root of each shard, from which every asset of it is proven: what is many. An asset can be promoted to a compressed NFT
    /// later.</summary>
    Anchor = 1,

    /// <summary>Both.</summary>
    Both = 2,
}
