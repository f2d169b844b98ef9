using Piwa.Chain.Keys;
using Piwa.Chain.Rpc;

namespace Piwa.Chain.Economy.Payments;

/// <summary>Watches a token account for what is paid into it, by what is final.</summary>
/// <remarks>Not thread-safe.</remarks>
/// <param name="rpc">The chain; not disposed.</param>
/// <param name="owner">The wallet that is paid.</param>
/// <param name="mint">The token's mint.</param>
/// <param name="after">The last transaction that was looked at before; null to begin with the account's first.</param>
public sealed class TransferWatch(IRpcClient rpc, PublicKey owner, PublicKey mint, Signature? after = null)
{
    private const int PageSignatures = 1000;

    private readonly PublicKey _account = ProgramAddress.TokenAccount(owner, mint);

    /// <summary>The last transaction that was looked at; null if none was.</summary>
    public Signature? Last { get; private set; } = after;

    /// <summary>Looks at what has become final since, the oldest first.</summary>
    /// <param name="take">Takes each transfer. If it throws, the same is shown again by the next call.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many transactions were looked at.</returns>
    /// <exception cref="RpcException">The node does not answer.</exception>
    public async ValueTask<int> LookAsync(Func<TokenTransfer, ValueTask> take, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(take);
        IReadOnlyList<SignatureInfo> fresh = await FindFreshAsync(cancellationToken).ConfigureAwait(false);
        foreach (SignatureInfo info in fresh)
        {
            if (info.Error is null)
            {
                TransactionDetails details = await rpc.GetTransactionAsync(info.Signature, Commitment.Finalized, cancellationToken).ConfigureAwait(false)
                    ?? throw new RpcException(RpcErrorKind.HistoryNotAvailable, $"The node names transaction {info.Signature} and does not have it.");
                foreach (TokenTransfer transfer in TransferReader.Read(details, _account, mint))
                    await take(transfer).ConfigureAwait(false);
            }

            Last = info.Signature;
        }

        return fresh.Count;
    }

    /// <summary>Pages come newest first, and all of them are needed before the first can be shown.</summary>
    private async ValueTask<IReadOnlyList<SignatureInfo>> FindFreshAsync(CancellationToken cancellationToken)
    {
        List<SignatureInfo> fresh = [];
        Signature? before = null;
        while (true)
        {
            IReadOnlyList<SignatureInfo> page = await rpc.GetSignaturesForAddressAsync(
                _account, PageSignatures, before, Last, Commitment.Finalized, cancellationToken).ConfigureAwait(false);
            fresh.AddRange(page);
            if (page.Count < PageSignatures)
                break;
            before = page[^1].Signature;
        }

        fresh.Reverse();
        return fresh;
    }
}
