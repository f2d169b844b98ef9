using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger;
using Piwa.Chain.Rpc;
using Piwa.Chain.Transactions;

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

    public ValueTask<bool> IsBlockHashValidAsync(Hash256 blockhash, Commitment commitment, CancellationToken cancellationToken) =>
        CallAsync(() => inner.IsBlockHashValidAsync(blockhash, commitment, cancellationToken));

    public ValueTask<ulong> GetSlotAsync(Commitment commitment, CancellationToken cancellationToken) =>
        CallAsync(() => inner.GetSlotAsync(commitment, cancellationToken));

    public ValueTask<ulong> GetBlockHeightAsync(Commitment commitment, CancellationToken cancellationToken) =>
        CallAsync(() => inner.GetBlockHeightAsync(commitment, cancellationToken));

    public ValueTask<EpochInfo> GetEpochInfoAsync(Commitment commitment, CancellationToken cancellationToken) =>
        CallAsync(() => inner.GetEpochInfoAsync(commitment, cancellationToken));

    public ValueTask<ulong> GetBalanceAsync(PublicKey account, Commitment commitment, CancellationToken cancellationToken) =>
        CallAsync(() => inner.GetBalanceAsync(account, commitment, cancellationToken));

    public ValueTask<AccountInfo?> GetAccountInfoAsync(
        PublicKey account, DataSlice? dataSlice, Commitment commitment, CancellationToken cancellationToken) =>
        CallAsync(() => inner.GetAccountInfoAsync(account, dataSlice, commitment, cancellationToken));

    public ValueTask<IReadOnlyList<AccountInfo?>> GetMultipleAccountsAsync(
        IReadOnlyList<PublicKey> accounts, DataSlice? dataSlice, Commitment commitment, ulong minContextSlot, CancellationToken cancellationToken) =>
        CallAsync(() => inner.GetMultipleAccountsAsync(accounts, dataSlice, commitment, minContextSlot, cancellationToken));

    public ValueTask<ulong> GetMinimumBalanceForRentExemptionAsync(long dataBytes, CancellationToken cancellationToken) =>
        CallAsync(() => inner.GetMinimumBalanceForRentExemptionAsync(dataBytes, cancellationToken));

    public ValueTask<ulong?> GetFeeForMessageAsync(Message message, Commitment commitment, CancellationToken cancellationToken) =>
        CallAsync(() => inner.GetFeeForMessageAsync(message, commitment, cancellationToken));

    public ValueTask<IReadOnlyList<PrioritizationFee>> GetRecentPrioritizationFeesAsync(
        IReadOnlyList<PublicKey> accounts, CancellationToken cancellationToken) =>
        CallAsync(() => inner.GetRecentPrioritizationFeesAsync(accounts, cancellationToken));

    public ValueTask<Signature> SendTransactionAsync(
        ReadOnlyMemory<byte> transaction, SendOptions? options, CancellationToken cancellationToken) =>
        CallAsync(() => inner.SendTransactionAsync(transaction, options, cancellationToken));

    public ValueTask<SimulationResult> SimulateTransactionAsync(
        ReadOnlyMemory<byte> transaction, SimulationOptions? options, CancellationToken cancellationToken) =>
        CallAsync(() => inner.SimulateTransactionAsync(transaction, options, cancellationToken));

    public ValueTask<IReadOnlyList<SignatureStatus?>> GetSignatureStatusesAsync(
        IReadOnlyList<Signature> signatures, bool searchTransactionHistory, ulong minContextSlot, CancellationToken cancellationToken) =>
        CallAsync(() => inner.GetSignatureStatusesAsync(signatures, searchTransactionHistory, minContextSlot, cancellationToken));

    public ValueTask<TransactionDetails?> GetTransactionAsync(
        Signature signature, Commitment commitment, CancellationToken cancellationToken) =>
        CallAsync(() => inner.GetTransactionAsync(signature, commitment, cancellationToken));

    public ValueTask<IReadOnlyList<SignatureInfo>> GetSignaturesForAddressAsync(
        PublicKey account, int limit, Signature? before, Signature? until, Commitment commitment, CancellationToken cancellationToken) =>
        CallAsync(() => inner.GetSignaturesForAddressAsync(account, limit, before, until, commitment, cancellationToken));

    public ValueTask<IReadOnlyList<TokenAccountInfo>> GetTokenAccountsByOwnerAsync(
        PublicKey owner, PublicKey? tokenMint, PublicKey? tokenProgramId, Commitment commitment, CancellationToken cancellationToken) =>
        CallAsync(() => inner.GetTokenAccountsByOwnerAsync(owner, tokenMint, tokenProgramId, commitment, cancellationToken));

    public ValueTask<TokenAmount> GetTokenAccountBalanceAsync(
        PublicKey tokenAccount, Commitment commitment, CancellationToken cancellationToken) =>
        CallAsync(() => inner.GetTokenAccountBalanceAsync(tokenAccount, commitment, cancellationToken));

    public ValueTask<Signature> RequestAirdropAsync(
        PublicKey account, ulong lamports, Commitment commitment, CancellationToken cancellationToken) =>
        CallAsync(() => inner.RequestAirdropAsync(account, lamports, commitment, cancellationToken));

    public ValueTask<Hash256> GetGenesisHashAsync(CancellationToken cancellationToken) =>
        CallAsync(() => inner.GetGenesisHashAsync(cancellationToken));

    public ValueTask<NodeVersion> GetVersionAsync(CancellationToken cancellationToken) =>
        CallAsync(() => inner.GetVersionAsync(cancellationToken));

    public ValueTask GetHealthAsync(CancellationToken cancellationToken) =>
        new(CallAsync(async () =>
        {
            await inner.GetHealthAsync(cancellationToken);
            return true;
        }).AsTask());

    private async ValueTask<T> CallAsync<T>(Func<ValueTask<T>> call)
    {
        bool dies = _calls++ == DieAtCall;
        if (dies && !DieAfterEffect)
            throw new ProcessDiedException();
        T answer = await call();
        return dies ? throw new ProcessDiedException() : answer;
    }
}
