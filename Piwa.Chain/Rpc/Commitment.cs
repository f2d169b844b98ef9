namespace Piwa.Chain.Rpc;

/// <summary>How settled the state must be that an answer speaks of.</summary>
public enum Commitment
{
    /// <summary>The newest block that the node knows; it may yet be dropped.</summary>
    Processed,

    /// <summary>Voted for by a supermajority of the cluster.</summary>
    Confirmed,

    /// <summary>Beyond being rolled back.</summary>
    Finalized,
}
