namespace Piwa.Chain.Rpc;

/// <summary>Why a node gave no answer.</summary>
public enum RpcErrorKind
{
    /// <summary>The node could not be reached, or the connection broke.</summary>
    Unreachable,

    /// <summary>The node took too long.</summary>
    TimedOut,

    /// <summary>The node has had too many requests; <see cref="RpcException.RetryAfter"/> may say when to ask again.</summary>
    RateLimited,

    /// <summary>The node is not fit to answer for now.</summary>
    Unavailable,

    /// <summary>The node lags behind the cluster, or behind the slot that was asked for; <see cref="RpcException.SlotsBehind"/> may
    /// say by how much.</summary>
    NodeBehind,

    /// <summary>The node wants another key, or none of ours.</summary>
    Unauthorized,

    /// <summary>The node does not know the method, or does not offer it.</summary>
    MethodNotFound,

    /// <summary>The question makes no sense to the node.</summary>
    InvalidRequest,

    /// <summary>What came is not an answer.</summary>
    InvalidAnswer,

    /// <summary>The node keeps no history that goes back so far.</summary>
    HistoryNotAvailable,

    /// <summary>The transaction's version is newer than what was asked for.</summary>
    UnsupportedTransactionVersion,

    /// <summary>An error within the node.</summary>
    Internal,

    /// <summary>Any other error of the node; <see cref="RpcException.Code"/> has its number.</summary>
    Other,
}
