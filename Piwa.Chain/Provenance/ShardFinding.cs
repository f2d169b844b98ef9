namespace Piwa.Chain.Provenance;

/// <summary>What a validator has found of a shard. The order is that of gravity.</summary>
public enum ShardFinding
{
    /// <summary>All that was looked at is what it claims to be.</summary>
    Sound,

    /// <summary>It was not taken, and nothing of it was found faked: it was brought before, for instance.</summary>
    Refused,

    /// <summary>Something of it is not what its node says: the node was caught.</summary>
    Caught,
}
