namespace Piwa.Chain.Rpc;

/// <summary>A node gave no answer. What a node says of a transaction is a <see cref="TransactionRejectedException"/>.</summary>
/// <remarks>Nothing here names more of an endpoint than its scheme, host and port: keys stand in paths, queries and headers.</remarks>
public sealed class RpcException : Exception
{
    /// <summary>Creates the exception.</summary>
    public RpcException()
        : this("The node gave no answer.")
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened, and what to do.</param>
    public RpcException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened, and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public RpcException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="kind">Why there is no answer.</param>
    /// <param name="message">What happened, and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public RpcException(RpcErrorKind kind, string message, Exception? innerException = null)
        : base(message, innerException) => Kind = kind;

    /// <summary>Why there is no answer.</summary>
    public RpcErrorKind Kind { get; } = RpcErrorKind.Other;

    /// <summary>The number of the node's error; null if the error is not the node's.</summary>
    public int? Code { get; init; }

    /// <summary>How long the node asks to be left alone; null if it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>How many slots the node lags behind; null if it does not say.</summary>
    public ulong? SlotsBehind { get; init; }

    /// <summary>Whether the same question may be answered later, or by another node.</summary>
    public bool IsTransient => Kind is RpcErrorKind.Unreachable or RpcErrorKind.TimedOut or RpcErrorKind.RateLimited
        or RpcErrorKind.Unavailable or RpcErrorKind.NodeBehind or RpcErrorKind.InvalidAnswer or RpcErrorKind.Internal;
}
