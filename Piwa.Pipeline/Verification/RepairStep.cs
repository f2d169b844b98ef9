namespace Piwa.Pipeline.Verification;

/// <summary>What a repair is at.</summary>
public enum RepairStep
{
    /// <summary>Every shard is hashed and read: what is damaged?</summary>
    Check,

    /// <summary>Damaged shards are made again.</summary>
    Make,

    /// <summary>Every shard is hashed and read once more.</summary>
    Prove,
}
