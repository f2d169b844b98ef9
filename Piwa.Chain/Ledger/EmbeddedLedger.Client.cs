using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Rpc;

namespace Piwa.Chain.Ledger;

/// <content>The same answers in the form of a client. Nothing here waits: every state is final, so the commitment makes no
/// difference.</content>
public sealed partial class EmbeddedLedger
{
    ValueTask<LatestBlockhash> IRpcClient.GetLatestBlockHashAsync(Commitment commitment, CancellationToken cancellationToken) =>
        Answer(GetLatestBlockhash, cancellationToken);

    ValueTask<ulong> IRpcClient.GetSlotAsync(Commitment commitment, CancellationToken cancellationToken) =>
        Answer(GetSlot, cancellationToken);

    ValueTask<ulong> IRpcClient.GetBlockHeightAsync(Commitment commitment, CancellationToken cancellationToken) =>
        Answer(GetSlot, cancellationToken);

    ValueTask<ulong> IRpcClient.GetBalanceAsync(PublicKey account, Commitment commitment, CancellationToken cancellationToken) =>
        Answer(() => GetBalance(account), cancellationToken);

    ValueTask<AccountInfo?> IRpcClient.GetAccountInfoAsync(
        PublicKey account, DataSlice? dataSlice, Commitment commitment, CancellationToken cancellationToken) =>
        Answer(() => GetAccountInfo(account, dataSlice), cancellationToken);

    ValueTask<ulong> IRpcClient.GetMinimumBalanceForRentExemptionAsync(long dataBytes, CancellationToken cancellationToken) =>
        Answer(() => Rent.MinimumBalance(dataBytes), cancellationToken);

    ValueTask<Signature> IRpcClient.SendTransactionAsync(
        ReadOnlyMemory<byte> transaction, SendOptions? options, CancellationToken cancellationToken) =>
        Answer(() => SendTransaction(transaction, options), cancellationToken);

    ValueTask<IReadOnlyList<SignatureStatus?>> IRpcClient.GetSignatureStatusesAsync(
        IReadOnlyList<Signature> signatures, bool searchTransactionHistory, CancellationToken cancellationToken) =>
        Answer(() => GetSignatureStatuses(signatures), cancellationToken);

    ValueTask<TransactionDetails?> IRpcClient.GetTransactionAsync(
        Signature signature, Commitment commitment, CancellationToken cancellationToken) =>
        Answer(() => GetTransaction(signature), cancellationToken);

    ValueTask<IReadOnlyList<TransactionOutcome>> ILedger.SendTransactionsAsync(
        IReadOnlyList<ReadOnlyMemory<byte>> transactions, SendOptions? options, CancellationToken cancellationToken) =>
        Answer(() => SendTransactions(transactions, options), cancellationToken);

    ValueTask<int> ILedger.ReadLeavesAsync(
        PublicKey tree, long firstIndex, Memory<Hash256> destination, CancellationToken cancellationToken) =>
        Answer(() => ReadLeaves(tree, firstIndex, destination.Span), cancellationToken);

    private static ValueTask<T> Answer<T>(Func<T> answer, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(answer());
    }
}
