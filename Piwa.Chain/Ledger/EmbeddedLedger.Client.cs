using System.Globalization;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Rpc;
using Piwa.Chain.Transactions;

namespace Piwa.Chain.Ledger;

/// <content>The same answers in the form of a client. Nothing here waits. The faults of calls happen here.</content>
public sealed partial class EmbeddedLedger
{
    ValueTask<LatestBlockhash> IRpcClient.GetLatestBlockHashAsync(Commitment commitment, CancellationToken cancellationToken) =>
        Answer(() => GetLatestBlockhash(commitment), cancellationToken);

    ValueTask<bool> IRpcClient.IsBlockHashValidAsync(Hash256 blockhash, Commitment commitment, CancellationToken cancellationToken) =>
        Answer(() => IsBlockhashValid(blockhash, commitment), cancellationToken);

    ValueTask<EpochInfo> IRpcClient.GetEpochInfoAsync(Commitment commitment, CancellationToken cancellationToken) =>
        Answer(() => GetEpochInfo(commitment), cancellationToken);

    ValueTask<ulong> IRpcClient.GetSlotAsync(Commitment commitment, CancellationToken cancellationToken) =>
        Answer(() => GetSlot(commitment), cancellationToken);

    ValueTask<ulong> IRpcClient.GetBlockHeightAsync(Commitment commitment, CancellationToken cancellationToken) =>
        Answer(() => GetSlot(commitment), cancellationToken);

    ValueTask<ulong> IRpcClient.GetBalanceAsync(PublicKey account, Commitment commitment, CancellationToken cancellationToken) =>
        Answer(() => GetBalance(account, commitment), cancellationToken);

    ValueTask<AccountInfo?> IRpcClient.GetAccountInfoAsync(
        PublicKey account, DataSlice? dataSlice, Commitment commitment, CancellationToken cancellationToken) =>
        Answer(() => GetAccountInfo(account, dataSlice, commitment), cancellationToken);

    ValueTask<IReadOnlyList<AccountInfo?>> IRpcClient.GetMultipleAccountsAsync(
        IReadOnlyList<PublicKey> accounts,
        DataSlice? dataSlice,
        Commitment commitment,
        ulong minContextSlot,
        CancellationToken cancellationToken) =>
        Answer(
            () => GetSlot(commitment) >= minContextSlot
                ? GetMultipleAccounts(accounts, dataSlice, commitment)
                : throw NotReached(minContextSlot),
            cancellationToken);

    ValueTask<ulong?> IRpcClient.GetFeeForMessageAsync(Message message, Commitment commitment, CancellationToken cancellationToken) =>
        Answer(() => GetFee(message, commitment), cancellationToken);

    ValueTask<IReadOnlyList<PrioritizationFee>> IRpcClient.GetRecentPrioritizationFeesAsync(
        IReadOnlyList<PublicKey> accounts, CancellationToken cancellationToken) =>
        Answer(() => GetRecentPrioritizationFees(accounts), cancellationToken);

    ValueTask<SimulationResult> IRpcClient.SimulateTransactionAsync(
        ReadOnlyMemory<byte> transaction, SimulationOptions? options, CancellationToken cancellationToken) =>
        Answer(() => SimulateTransaction(transaction, options), cancellationToken);

    ValueTask<IReadOnlyList<SignatureInfo>> IRpcClient.GetSignaturesForAddressAsync(
        PublicKey account,
        int limit,
        Signature? before,
        Signature? until,
        Commitment commitment,
        CancellationToken cancellationToken) =>
        Answer(() => GetSignaturesForAddress(account, limit, before, until, commitment), cancellationToken);

    ValueTask<IReadOnlyList<TokenAccountInfo>> IRpcClient.GetTokenAccountsByOwnerAsync(
        PublicKey owner,
        PublicKey? tokenMint,
        PublicKey? tokenProgramId,
        Commitment commitment,
        CancellationToken cancellationToken) =>
        Answer(() => GetTokenAccountsByOwner(owner, tokenMint, tokenProgramId, commitment), cancellationToken);

    ValueTask<TokenAmount> IRpcClient.GetTokenAccountBalanceAsync(
        PublicKey tokenAccount, Commitment commitment, CancellationToken cancellationToken) =>
        Answer(
            () => GetTokenAccountBalance(tokenAccount, commitment)
                ?? throw new RpcException(RpcErrorKind.InvalidRequest, $"{tokenAccount} is no token account."),
            cancellationToken);

    ValueTask<Signature> IRpcClient.RequestAirdropAsync(
        PublicKey account, ulong lamports, Commitment commitment, CancellationToken cancellationToken) =>
        Answer(() => RequestAirdrop(account, lamports), cancellationToken);

    ValueTask<Hash256> IRpcClient.GetGenesisHashAsync(CancellationToken cancellationToken) => Answer(() => GenesisHash, cancellationToken);

    ValueTask<NodeVersion> IRpcClient.GetVersionAsync(CancellationToken cancellationToken) => Answer(() => Software, cancellationToken);

    async ValueTask IRpcClient.GetHealthAsync(CancellationToken cancellationToken) =>
        await Answer(CheckHealth, cancellationToken).ConfigureAwait(false);

    ValueTask<ulong> IRpcClient.GetMinimumBalanceForRentExemptionAsync(long dataBytes, CancellationToken cancellationToken) =>
        Answer(() => Rent.MinimumBalance(dataBytes), cancellationToken);

    ValueTask<Signature> IRpcClient.SendTransactionAsync(
        ReadOnlyMemory<byte> transaction, SendOptions? options, CancellationToken cancellationToken) =>
        Answer(() => SendTransaction(transaction, options), cancellationToken);

    ValueTask<IReadOnlyList<SignatureStatus?>> IRpcClient.GetSignatureStatusesAsync(
        IReadOnlyList<Signature> signatures,
        bool searchTransactionHistory,
        ulong minContextSlot,
        CancellationToken cancellationToken) =>
        Answer(
            () => GetSlot() >= minContextSlot
                ? GetSignatureStatuses(signatures, searchTransactionHistory)
                : throw NotReached(minContextSlot),
            cancellationToken);

    ValueTask<TransactionDetails?> IRpcClient.GetTransactionAsync(
        Signature signature, Commitment commitment, CancellationToken cancellationToken) =>
        Answer(() => GetTransaction(signature, commitment), cancellationToken);

    ValueTask<IReadOnlyList<TransactionOutcome>> ILedger.SendTransactionsAsync(
        IReadOnlyList<ReadOnlyMemory<byte>> transactions, SendOptions? options, CancellationToken cancellationToken) =>
        Answer(() => SendTransactions(transactions, options), cancellationToken);

    ValueTask<int> ILedger.ReadLeavesAsync(
        PublicKey tree, long firstIndex, Memory<Hash256> destination, CancellationToken cancellationToken) =>
        Answer(() => ReadLeaves(tree, firstIndex, destination.Span), cancellationToken);

    private static RpcException NotReached(ulong minContextSlot) =>
        new(RpcErrorKind.NodeBehind, string.Create(CultureInfo.InvariantCulture, $"Slot {minContextSlot} is not reached yet."));

    private bool CheckHealth()
    {
        GetSlot();
        return _lagSlots == 0
            ? true
            : throw new RpcException(RpcErrorKind.NodeBehind, "The node lags behind: a fault of its plan.")
            {
                SlotsBehind = (ulong)_lagSlots,
            };
    }

    private ValueTask<T> Answer<T>(Func<T> answer, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(_plan is null ? answer() : AnswerFaulty(answer));
    }
}
