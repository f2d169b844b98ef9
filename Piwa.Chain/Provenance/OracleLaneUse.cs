namespace Piwa.Chain.Provenance;

/// <summary>What a lane is for, whose trees an oracle's key writes.</summary>
public enum OracleLaneUse
{
    /// <summary>Assets are minted as their shards are made.</summary>
    Mint,

    /// <summary>Shards are anchored.</summary>
    Anchor,

    /// <summary>Anchored assets are minted.</summary>
    Promote,
}
