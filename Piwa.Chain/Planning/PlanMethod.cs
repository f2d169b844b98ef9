namespace Piwa.Chain.Planning;

/// <summary>How assets get onto the chain.</summary>
public enum PlanMethod
{
    /// <summary>Each is minted as a compressed NFT of version 1.</summary>
    MintV1,

    /// <summary>Each is minted as a compressed NFT of version 2, which costs a fee of the protocol.</summary>
    MintV2,

    /// <summary>As <see cref="MintV2"/>, into a Metaplex Core collection.</summary>
    MintV2Collection,

    /// <summary>One Merkle root for each shard of assets is appended to a tree; assets have proofs, and no accounts or owners.</summary>
    Anchor,
}
