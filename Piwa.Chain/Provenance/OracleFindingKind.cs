namespace Piwa.Chain.Provenance;

/// <summary>Why an oracle refuses.</summary>
public enum OracleFindingKind
{
    /// <summary>The submission contradicts itself or its campaign.</summary>
    Format,

    /// <summary>Content belongs to a known source.</summary>
    KnownSource,

    /// <summary>Somebody else brought an asset first, or it stands in another shard already.</summary>
    FirstUpload,

    /// <summary>An asset that was made again came out otherwise.</summary>
    Mismatch,

    /// <summary>The oracle takes nothing from this wallet any more.</summary>
    Barred,
}
