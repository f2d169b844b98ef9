using Piwa.Chain.Keys;

namespace Piwa.Chain.Rpc.Streaming;

/// <summary>What a Solana node tells unasked. Members are named as in Solnet's <c>IStreamingRpcClient</c>.</summary>
/// <remarks>
/// Implementations are safe to use from several threads at once. Where the connection is lost it is made anew and what happened meanwhile
/// is asked for; each method says what that means, and what it means where the node that is asked lags behind the one that tells. What
/// cannot be recovered is an <see cref="RpcException"/>.
/// </remarks>
public interface IStreamingRpcClient
{
    /// <summary>Waits until a transaction has landed. It may have landed before: nodes are asked until they tell or know of it.</summary>
    /// <param name="signature">The transaction's id.</param>
    /// <param name="commitment">How settled it must be.</param>
    /// <param name="cancellationToken">Gives up: a transaction that never lands is never told of.</param>
    /// <returns>When it landed, and whether it failed.</returns>
    Task<SignatureStatus> SubscribeSignatureAsync(
        Signature signature, Commitment commitment = Commitment.Confirmed, CancellationToken cancellationToken = default);

    /// <summary>Tells of an account whenever it changes, beginning with how it is. After a loss of the connection it tells how the account
    /// is then, unless it is as it was: what it was in between is not known. It is asked for once, of a node that knows the change told
    /// last: what that node does not know yet, and the other had before the subscription, is told with the next change only.</summary>
    /// <param name="account">The account.</param>
    /// <param name="dataSlice">The part of its data that is wanted; all of it if null.</param>
    /// <param name="commitment">How settled a change must be.</param>
    /// <param name="cancellationToken">Gives up subscribing.</param>
    ValueTask<RpcSubscription<AccountNotification>> SubscribeAccountInfoAsync(
        PublicKey account,
        DataSlice? dataSlice = null,
        Commitment commitment = Commitment.Confirmed,
        CancellationToken cancellationToken = default);

    /// <summary>Tells of the logs of transactions, in the order in which they landed. Those that land while the connection is lost are told
    /// afterwards if an account is named, but for those that the node that is asked does not know yet; else the subscription ends with an
    /// error then.</summary>
    /// <param name="mentions">The account that the transactions must name; null for all transactions.</param>
    /// <param name="commitment">How settled a transaction must be: confirmed at least where an account is named.</param>
    /// <param name="cancellationToken">Gives up subscribing.</param>
    ValueTask<RpcSubscription<LogsNotification>> SubscribeLogInfoAsync(
        PublicKey? mentions, Commitment commitment = Commitment.Confirmed, CancellationToken cancellationToken = default);

    /// <summary>Tells of slots as the node comes to them. Those that pass while the connection is lost are left out.</summary>
    /// <param name="cancellationToken">Gives up subscribing.</param>
    ValueTask<RpcSubscription<SlotNotification>> SubscribeSlotInfoAsync(CancellationToken cancellationToken = default);
}
