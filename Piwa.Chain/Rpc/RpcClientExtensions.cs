using Piwa.Chain.Keys;

namespace Piwa.Chain.Rpc;

/// <summary>Questions that take several calls.</summary>
public static class RpcClientExtensions
{
    /// <summary>What became of any number of transactions, 256 a call.</summary>
    /// <param name="client">Who is asked.</param>
    /// <param name="signatures">The transactions' ids.</param>
    /// <param name="searchTransactionHistory">Whether to look beyond what landed lately.</param>
    /// <param name="minContextSlot">The slot that the node must have reached.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The statuses in the same order; null for transactions that did not land.</returns>
    public static async ValueTask<IReadOnlyList<SignatureStatus?>> GetAllSignatureStatusesAsync(
        this IRpcClient client,
        IReadOnlyList<Signature> signatures,
        bool searchTransactionHistory = false,
        ulong minContextSlot = 0,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(signatures);
        List<SignatureStatus?> statuses = new(signatures.Count);
        foreach (Signature[] chunk in signatures.Chunk(RpcLimits.SignatureStatuses))
        {
            statuses.AddRange(await client
                .GetSignatureStatusesAsync(chunk, searchTransactionHistory, minContextSlot, cancellationToken).ConfigureAwait(false));
        }

        return statuses;
    }
}
