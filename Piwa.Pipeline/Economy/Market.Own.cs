using Piwa.Chain.Economy;
using Piwa.Chain.Keys;
using Piwa.Chain.Rpc;
using Piwa.Chain.Transactions;

namespace Piwa.Pipeline.Economy;

/// <content>What the pages of a wallet show.</content>
public sealed partial class Market
{
    /// <summary>What a wallet has here.</summary>
    /// <param name="wallet">The wallet.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async Task<WalletHoldings> ReadHoldingsAsync(PublicKey wallet, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<MarketOrderStatus> orders = await OrdersOfAsync(wallet, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<(MarketPayout, bool)> payouts = await PayoutsOfAsync(wallet, cancellationToken).ConfigureAwait(false);
        return await ReadLedgerAsync(
            ledger =>
            {
                KeyValuePair<ValueAccount, Amount>[] own = [.. ledger.Balances().Where(each => each.Key.Owner == wallet)];
                return new WalletHoldings(
                    orders,
                    [.. own.Where(each => each.Key.Kind == ValueAccountKind.Stake).Select(each => (each.Key.Node, each.Value))],
                    [.. ledger.Unstakes.Values.Where(each => each.Staker == wallet)],
                    [.. own.Where(each => each.Key.Kind is >= ValueAccountKind.NodeHeldBack and <= ValueAccountKind.LabellerPayable).Select(each => (each.Key.Kind, each.Value))],
                    payouts);
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What stakers choose nodes by: see <see cref="NodeMetricsReader"/>. It reads what data sets and the last epoch say, which takes a while.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="Shards.ManifestException">Something of it is damaged.</exception>
    /// <exception cref="IOException">Something cannot be read.</exception>
    public Task<IReadOnlyList<NodeMetrics>> ReadNodesAsync(CancellationToken cancellationToken = default) => NodeMetricsReader.ReadAsync(
        Directory,
        new EpochCountOptions
        {
            Sources = [.. _catalogue.Datasets.Select(dataset => dataset.Address)],
            VerdictFiles = [.. Settings.Verdicts.Select(path => Path.Combine(Directory, path))],
        },
        [],
        cancellationToken);

    /// <summary>The transaction that pays an order, to be signed and sent by the wallet that pays.</summary>
    /// <param name="order">The order.</param>
    /// <param name="payer">The wallet that pays; it holds RENDER in its associated account.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Its wire form, with zeros where the signature goes.</returns>
    /// <exception cref="RpcException">The chain does not answer.</exception>
    public async Task<byte[]> BuildPaymentAsync(MarketOrder order, PublicKey payer, CancellationToken cancellationToken = default)
    {
        LatestBlockhash latest = await _rpc.GetLatestBlockHashAsync(Commitment.Finalized, cancellationToken).ConfigureAwait(false);
        Message message = Message.CompileLegacy(payer, RequestOf(order).ToInstructions(payer), latest.Blockhash);
        return [(byte)message.Header.RequiredSignatureCount, .. new byte[Signature.Size * message.Header.RequiredSignatureCount], .. message.Bytes.Span];
    }
}
