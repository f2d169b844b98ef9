using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Transactions;

namespace Piwa.Chain.Rpc;

/// <summary>What a Solana node answers. Members are named as in Solnet's <c>IRpcClient</c>, after the methods of the JSON-RPC.</summary>
/// <remarks>
/// Implementations are safe to use from several threads at once. An answer that cannot be had is an exception, an
/// <see cref="RpcException"/> where a node is to blame; what does not exist is null.
/// </remarks>
public interface IRpcClient
{
    /// <summary>The blockhash to build the next transaction on.</summary>
    /// <param name="commitment">How settled the state must be.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask<LatestBlockhash> GetLatestBlockHashAsync(
        Commitment commitment = Commitment.Confirmed, CancellationToken cancellationToken = default);

    /// <summary>Whether transactions with a blockhash may still land.</summary>
    /// <param name="blockhash">The blockhash.</param>
    /// <param name="commitment">How settled the state must be.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask<bool> IsBlockHashValidAsync(
        Hash256 blockhash, Commitment commitment = Commitment.Confirmed, CancellationToken cancellationToken = default);

    /// <summary>The current slot.</summary>
    /// <param name="commitment">How settled the state must be.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask<ulong> GetSlotAsync(Commitment commitment = Commitment.Confirmed, CancellationToken cancellationToken = default);

    /// <summary>The current block height, which blockhashes expire by.</summary>
    /// <param name="commitment">How settled the state must be.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask<ulong> GetBlockHeightAsync(Commitment commitment = Commitment.Confirmed, CancellationToken cancellationToken = default);

    /// <summary>Slot, block height and epoch of one moment.</summary>
    /// <param name="commitment">How settled the state must be.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask<EpochInfo> GetEpochInfoAsync(
        Commitment commitment = Commitment.Confirmed, CancellationToken cancellationToken = default);

    /// <summary>What an account holds, in lamports; 0 if there is no such account.</summary>
    /// <param name="account">The account.</param>
    /// <param name="commitment">How settled the state must be.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask<ulong> GetBalanceAsync(
        PublicKey account, Commitment commitment = Commitment.Confirmed, CancellationToken cancellationToken = default);

    /// <summary>An account, or null if there is none.</summary>
    /// <param name="account">The account.</param>
    /// <param name="dataSlice">The part of its data that is wanted; all of it if null.</param>
    /// <param name="commitment">How settled the state must be.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask<AccountInfo?> GetAccountInfoAsync(
        PublicKey account,
        DataSlice? dataSlice = null,
        Commitment commitment = Commitment.Confirmed,
        CancellationToken cancellationToken = default);

    /// <summary>Accounts as they are at one moment; null for those that do not exist.</summary>
    /// <param name="accounts">The accounts, 100 at most.</param>
    /// <param name="dataSlice">The part of their data that is wanted; all of it if null.</param>
    /// <param name="commitment">How settled the state must be.</param>
    /// <param name="minContextSlot">The slot that the node must have reached at that commitment.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask<IReadOnlyList<AccountInfo?>> GetMultipleAccountsAsync(
        IReadOnlyList<PublicKey> accounts,
        DataSlice? dataSlice = null,
        Commitment commitment = Commitment.Confirmed,
        ulong minContextSlot = 0,
        CancellationToken cancellationToken = default);

    /// <summary>What an account must hold to stay.</summary>
    /// <param name="dataBytes">The account's data, in bytes.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask<ulong> GetMinimumBalanceForRentExemptionAsync(long dataBytes, CancellationToken cancellationToken = default);

    /// <summary>What a message would be charged, in lamports; null if its blockhash has expired.</summary>
    /// <param name="message">The message.</param>
    /// <param name="commitment">How settled the state must be.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask<ulong?> GetFeeForMessageAsync(
        Message message, Commitment commitment = Commitment.Confirmed, CancellationToken cancellationToken = default);

    /// <summary>The priority fees that sufficed in the latest slots; <see cref="PrioritizationFee.Percentile"/> makes a price of
    /// them.</summary>
    /// <param name="accounts">The accounts that are to be written, 128 at most: fees for changing them count; none for all fees.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask<IReadOnlyList<PrioritizationFee>> GetRecentPrioritizationFeesAsync(
        IReadOnlyList<PublicKey> accounts, CancellationToken cancellationToken = default);

    /// <summary>Sends a transaction.</summary>
    /// <param name="transaction">The signed transaction in its wire form.</param>
    /// <param name="options">How to send it.</param>
    /// <param name="cancellationToken">Gives up waiting; the transaction may land nevertheless.</param>
    /// <returns>The transaction's id. That it was taken does not mean that it lands.</returns>
    /// <exception cref="TransactionRejectedException">The transaction was turned away.</exception>
    ValueTask<Signature> SendTransactionAsync(
        ReadOnlyMemory<byte> transaction, SendOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Tries a transaction without sending it.</summary>
    /// <param name="transaction">The transaction in its wire form.</param>
    /// <param name="options">How to try it.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask<SimulationResult> SimulateTransactionAsync(
        ReadOnlyMemory<byte> transaction, SimulationOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>What became of transactions; null for those that did not land.</summary>
    /// <param name="signatures">The transactions' ids, 256 at most.</param>
    /// <param name="searchTransactionHistory">Whether to look beyond what landed lately.</param>
    /// <param name="minContextSlot">
    /// The slot that the node must have reached, so that null means something: who has seen a blockhash expire names the slot of that
    /// moment, lest a node that lags behind answers.
    /// </param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask<IReadOnlyList<SignatureStatus?>> GetSignatureStatusesAsync(
        IReadOnlyList<Signature> signatures,
        bool searchTransactionHistory = false,
        ulong minContextSlot = 0,
        CancellationToken cancellationToken = default);

    /// <summary>A transaction that landed, or null if there is none.</summary>
    /// <param name="signature">The transaction's id.</param>
    /// <param name="commitment">How settled the state must be.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask<TransactionDetails?> GetTransactionAsync(
        Signature signature, Commitment commitment = Commitment.Confirmed, CancellationToken cancellationToken = default);

    /// <summary>The transactions that name an account, newest first.</summary>
    /// <param name="account">The account.</param>
    /// <param name="limit">The most to return, 1 to 1000.</param>
    /// <param name="before">Where to start: those before this transaction; the newest if null.</param>
    /// <param name="until">Where to stop, this one left out; at the oldest if null.</param>
    /// <param name="commitment">How settled the state must be.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask<IReadOnlyList<SignatureInfo>> GetSignaturesForAddressAsync(
        PublicKey account,
        int limit = 1000,
        Signature? before = null,
        Signature? until = null,
        Commitment commitment = Commitment.Confirmed,
        CancellationToken cancellationToken = default);

    /// <summary>The token accounts of an owner: those of a mint, or all those of a token program.</summary>
    /// <param name="owner">The owner.</param>
    /// <param name="tokenMint">The mint; null to name the program instead.</param>
    /// <param name="tokenProgramId">The program; SPL token if neither is named.</param>
    /// <param name="commitment">How settled the state must be.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask<IReadOnlyList<TokenAccountInfo>> GetTokenAccountsByOwnerAsync(
        PublicKey owner,
        PublicKey? tokenMint = null,
        PublicKey? tokenProgramId = null,
        Commitment commitment = Commitment.Confirmed,
        CancellationToken cancellationToken = default);

    /// <summary>What a token account holds.</summary>
    /// <param name="tokenAccount">The token account.</param>
    /// <param name="commitment">How settled the state must be.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="RpcException">There is no such token account.</exception>
    ValueTask<TokenAmount> GetTokenAccountBalanceAsync(
        PublicKey tokenAccount, Commitment commitment = Commitment.Confirmed, CancellationToken cancellationToken = default);

    /// <summary>Asks for play money, where the cluster gives any.</summary>
    /// <param name="account">Who receives it.</param>
    /// <param name="lamports">How much.</param>
    /// <param name="commitment">How settled the state must be that the transaction is built on.</param>
    /// <param name="cancellationToken">Gives up waiting; the money may come nevertheless.</param>
    /// <returns>The transaction's id.</returns>
    ValueTask<Signature> RequestAirdropAsync(
        PublicKey account,
        ulong lamports,
        Commitment commitment = Commitment.Confirmed,
        CancellationToken cancellationToken = default);

    /// <summary>The hash that tells the cluster from all others.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask<Hash256> GetGenesisHashAsync(CancellationToken cancellationToken = default);

    /// <summary>The node's software.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask<NodeVersion> GetVersionAsync(CancellationToken cancellationToken = default);

    /// <summary>Returns if the node is well.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="RpcException">The node is not well: behind, unavailable or out of reach.</exception>
    ValueTask GetHealthAsync(CancellationToken cancellationToken = default);
}
