namespace Piwa.Chain.Rpc;

/// <summary>What became of one transaction of a batch.</summary>
public enum TransactionDisposition
{
    /// <summary>It landed and succeeded.</summary>
    Succeeded,

    /// <summary>It landed and failed: it changed nothing but paid its fee.</summary>
    Failed,

    /// <summary>It was turned away and changed nothing.</summary>
    Rejected,

    /// <summary>It was not tried, for one before it failed.</summary>
    NotTried,
}
