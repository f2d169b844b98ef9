using Piwa.Chain.Keys;

namespace Piwa.Chain.Rpc;

/// <summary>What a Solana node answers. Members are named as in Solnet's <c>IRpcClient</c>, after the methods of the JSON-RPC.</summary>
/// <remarks>
/// Implementations are safe to use from several threads at once. An answer that cannot be had is an exception; what does not exist
/// is null.
/// </remarks>
public interface IRpcClient
{
    /// <summary>The blockhash to build the next transaction on.</summary>
    /// <param name="commitment">How settled the state must be.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask<LatestBlockhash> GetLatestBlockHashAsync(
        Commitment commitment = Commitment.Confirmed, CancellationToken cancellationToken = default);

    /// <summary>The current slot.</summary>
    /// <param name="commitment">How settled the state must be.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask<ulong> GetSlotAsync(Commitment commitment = Commitment.Confirmed, CancellationToken cancellationToken = default);

    /// <summary>The current block height, which blockhashes expire by.</summary>
    /// <param name="commitment">How settled the state must be.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask<ulong> GetBlockHeightAsync(Commitment commitment = Commitment.Confirmed, CancellationToken cancellationToken = default);

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

    /// <summary>What an account must hold to stay.</summary>
    /// <param name="dataBytes">The account's data, in bytes.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask<ulong> GetMinimumBalanceForRentExemptionAsync(long dataBytes, CancellationToken cancellationToken = default);

    /// <summary>Sends a transaction.</summary>
    /// <param name="transaction">The signed transaction in its wire form.</param>
    /// <param name="options">How to send it.</param>
    /// <param name="cancellationToken">Gives up waiting; the transaction may land nevertheless.</param>
    /// <returns>The transaction's id.</returns>
    /// <exception cref="TransactionRejectedException">The transaction was turned away.</exception>
    ValueTask<Signature> SendTransactionAsync(
        ReadOnlyMemory<byte> transaction, SendOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>What became of transactions; null for those that did not land.</summary>
    /// <param name="signatures">The transactions' ids, 256 at most.</param>
    /// <param name="searchTransactionHistory">Whether to look beyond what landed lately.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask<IReadOnlyList<SignatureStatus?>> GetSignatureStatusesAsync(
        IReadOnlyList<Signature> signatures, bool searchTransactionHistory = false, CancellationToken cancellationToken = default);

    /// <summary>A transaction that landed, or null if there is none.</summary>
    /// <param name="signature">The transaction's id.</param>
    /// <param name="commitment">How settled the state must be.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask<TransactionDetails?> GetTransactionAsync(
        Signature signature, Commitment commitment = Commitment.Confirmed, CancellationToken cancellationToken = default);
}
