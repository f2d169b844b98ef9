using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger;
using Piwa.Chain.Rpc;

namespace Piwa.Tests.Chain.Minting;

/// <summary>Passes calls on to a ledger and lets the process die at a chosen one, before or after it has taken effect.</summary>
internal sealed class FaultyLedger(ILedger inner) : ILedger
{
    private int _calls;

    /// <summary>The call to die at, from 0; negative for none.</summary>
    public int DieAtCall { get; init; } = -1;

    /// <summary>Whether the call has taken effect when the process dies.</summary>
    public bool DieAfterEffect { get; init; }

    public Action? AfterSend { get; set; }

    public async ValueTask<IReadOnlyList<TransactionOutcome>> SendTransactionsAsync(
        IReadOnlyList<ReadOnlyMemory<byte>> transactions, SendOptions? options, CancellationToken cancellationToken) =>
        await CallAsync(async () =>
        {
            IReadOnlyList<TransactionOutcome> outcomes = await inner.SendTransactionsAsync(transactions, options, cancellationToken);
            AfterSend?.Invoke();
            return outcomes;
        });

    public ValueTask<int> ReadLeavesAsync(PublicKey tree, long firstIndex, Memory<Hash256> destination,
        CancellationToken cancellationToken) =>
        CallAsync(() => inner.ReadLeavesAsync(tree, firstIndex, destination, cancellationToken));

    public ValueTask<LatestBlockhash> GetLatestBlockHashAsync(Commitment commitment, CancellationToken cancellationToken) =>
        CallAsync(() => inner.GetLatestBlockHashAsync(commitment, cancellationToken));

    public ValueTask<ulong> GetSlotAsync(Commitment commitment, CancellationToken cancellationToken) =>
        CallAsync(() => inner.GetSlotAsync(commitment, cancellationToken));

    public ValueTask<ulong> GetBlockHeightAsync(Commitment commitment, CancellationToken cancellationToken) =>
        CallAsync(() => inner.GetBlockHeightAsync(commitment, cancellationToken));

    public ValueTask<ulong> GetBalanceAsync(PublicKey account, Commitment commitment, CancellationToken cancellationToken) =>
        CallAsync(() => inner.GetBalanceAsync(account, commitment, cancellationToken));

    public ValueTask<AccountInfo?> GetAccountInfoAsync(
        PublicKey account, DataSlice? dataSlice, Commitment commitment, CancellationToken cancellationToken) =>
        CallAsync(() => inner.GetAccountInfoAsync(account, dataSlice, commitment, cancellationToken));

    public ValueTask<ulong> GetMinimumBalanceForRentExemptionAsync(long dataBytes, CancellationToken cancellationToken) =>
        CallAsync(() => inner.GetMinimumBalanceForRentExemptionAsync(dataBytes, cancellationToken));

    public ValueTask<Signature> SendTransactionAsync(
        ReadOnlyMemory<byte> transaction, SendOptions? options, CancellationToken cancellationToken) =>
        CallAsync(() => inner.SendTransactionAsync(transaction, options, cancellationToken));

    public ValueTask<IReadOnlyList<SignatureStatus?>> GetSignatureStatusesAsync(
        IReadOnlyList<Signature> signatures, bool searchTransactionHistory, CancellationToken cancellationToken) =>
        CallAsync(() => inner.GetSignatureStatusesAsync(signatures, searchTransactionHistory, cancellationToken));

    public ValueTask<TransactionDetails?> GetTransactionAsync(Signature signature, Commitment commitment,
        CancellationToken cancellationToken) =>
        CallAsync(() => inner.GetTransactionAsync(signature, commitment, cancellationToken));

    private async ValueTask<T> CallAsync<T>(Func<ValueTask<T>> call)
    {
        bool dies = _calls++ == DieAtCall;
        if (dies && !DieAfterEffect)
            throw new ProcessDiedException();
        T answer = await call();
        return dies ? throw new ProcessDiedException() : answer;
    }
}
