namespace Piwa.Chain.Transactions.Packing;

/// <summary>What keeps a transaction from holding more.</summary>
public enum PackLimit
{
    /// <summary>Nothing: more would fit.</summary>
    None,

    /// <summary>Its 1,232 bytes.</summary>
    Bytes,

    /// <summary>The 64 accounts that it may name.</summary>
    Accounts,

    /// <summary>The 64 instructions that it may run, calls between programs included.</summary>
    Trace,

    /// <summary>Its 1,400,000 compute units.</summary>
    ComputeUnits,
}
