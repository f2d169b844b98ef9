using System.Globalization;
using Microsoft.AspNetCore.Http;
using Piwa.Chain.Economy;
using Piwa.Chain.Economy.Licensing;
using Piwa.Chain.Economy.Payouts;
using Piwa.Chain.Keys;
using Piwa.Chain.Requests;
using Piwa.Pipeline.Economy;

namespace Piwa.Host.Pages.Market;

/// <summary>Licences, stakes and earnings, for whoever is signed in: what programs ask signed (docs/market.md), and what a wallet has.</summary>
/// <param name="market">The market; stays its owner's.</param>
/// <param name="service">The same for programs.</param>
/// <param name="clock">The clock.</param>
internal sealed class TradeRoutes(Piwa.Pipeline.Economy.Market market, MarketService service, TimeProvider clock) : IMarketRoutes
{
    private const string Json = "application/json; charset=utf-8";
    private const int LongestKey = 256;

    /// <summary>Nodes' metrics are gathered out of files: once in a while, however many look.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _gathering = new(1);
    private IReadOnlyList<NodeMetrics>? _nodes;
    private long _gatheredAt;

    /// <inheritdoc/>
    public IReadOnlyList<MarketRoute> All =>
    [
        MarketRoute.Get("trade", MarketAudience.Anyone, TellAsync),
        MarketRoute.Get("trade/quote", MarketAudience.Anyone, QuoteAsync),
        MarketRoute.Get("trade/nodes", MarketAudience.Anyone, NodesAsync),
        MarketRoute.Get("trade/licences/{id}/licence.json", MarketAudience.Anyone, LicenceAsync),
        MarketRoute.Get("trade/own", MarketAudience.SignedIn, OwnAsync),
        MarketRoute.Get("trade/payouts/proof", MarketAudience.SignedIn, ProofAsync),
        MarketRoute.Get("trade/treasury", MarketAudience.Operator, TreasuryAsync),
        MarketRoute.Post("trade/orders", MarketAudience.SignedIn, (request, token) => ActAsync(request, "/v1/orders", token)),
        MarketRoute.Post("trade/orders/{id}", MarketAudience.SignedIn, (request, token) => ActAsync(request, $"/v1/orders/{request["id"]}", token)),
        MarketRoute.Post("trade/orders/{id}/transaction", MarketAudience.SignedIn, TransactionAsync),
        MarketRoute.Post("trade/licences/{id}/token", MarketAudience.SignedIn, (request, token) => ActAsync(request, $"/v1/licences/{request["id"]}/tokens", token)),
        MarketRoute.Post("trade/restakes", MarketAudience.SignedIn, (request, token) => ActAsync(request, "/v1/restakes", token)),
        MarketRoute.Post("trade/unstakes", MarketAudience.SignedIn, (request, token) => ActAsync(request, "/v1/unstakes", token)),
        MarketRoute.Post("trade/refunds", MarketAudience.Operator, (request, token) => ActAsync(request, "/v1/operator/refunds", token)),
        MarketRoute.Post("trade/retries", MarketAudience.Operator, (request, token) => ActAsync(request, "/v1/operator/retries", token)),
    ];

    /// <inheritdoc/>
    public void Dispose() => _gathering.Dispose();

    /// <summary>What a program asks signed, for the wallet that is signed in.</summary>
    private async Task<PageReply> ActAsync(MarketRequest request, string path, CancellationToken cancellationToken)
    {
        RequestReply reply = await service.ActAsync(request.SignedIn, path, request.Body, cancellationToken).ConfigureAwait(false);
        return new PageReply(reply.Status, Json, reply.Json);
    }

    private async Task<PageReply> TellAsync(MarketRequest request, CancellationToken cancellationToken)
    {
        RequestReply reply = await service.AnswerAsync(HttpMethods.Get, "/v1/market", null, default, cancellationToken).ConfigureAwait(false);
        return new PageReply(reply.Status, Json, reply.Json);
    }

    private async Task<PageReply> LicenceAsync(MarketRequest request, CancellationToken cancellationToken) =>
        await market.FindLicenceAsync(request["id"], cancellationToken).ConfigureAwait(false) is { } licence
            ? new PageReply(StatusCodes.Status200OK, Json, LicenceFile.Write(licence)) { FileName = "licence.json" }
            : PageReply.Refuse(StatusCodes.Status404NotFound, "There is no such licence here.");

    private async Task<PageReply> QuoteAsync(MarketRequest request, CancellationToken cancellationToken)
    {
        IQueryCollection query = request.Query;
        LicenceSelection selection = new(
            query["dataset"].ToString() is { Length: > 0 } named ? named : null,
            query["preset"].ToString() is { Length: > 0 } preset ? preset : null,
            query.ContainsKey("from") ? Number(query, "from") : 0,
            query.ContainsKey("assets") ? Number(query, "assets") : null);
        if (!Enum.TryParse(query["purpose"].ToString(), ignoreCase: true, out LicencePurpose purpose))
            throw new ArgumentException($"purpose must be one of: {string.Join(", ", Enum.GetNames<LicencePurpose>())}.");
        var term = TimeSpan.FromSeconds(Math.Min(Number(query, "seconds"), (ulong)LicencePricing.LongestTerm.TotalSeconds + 1));
        try
        {
            (IReadOnlyList<LicensedRange> ranges, Amount price) = await market.PriceAsync(selection, term, purpose, cancellationToken).ConfigureAwait(false);
            return PageReply.Json(json =>
            {
                json.WriteStartObject();
                json.WriteString("price", price.ToString());
                json.WriteNumber("assets", ranges.Sum(range => range.Assets));
                json.WriteNumber("shards", ranges.Sum(range => range.Shards));
                json.WriteNumber("bytes", ranges.Sum(range => range.Bytes));
                json.WriteEndObject();
            });
        }
        catch (MarketException refusal)
        {
            return PageReply.Refuse(StatusCodes.Status404NotFound, refusal.Message);
        }
    }

    private async Task<PageReply> NodesAsync(MarketRequest request, CancellationToken cancellationToken)
    {
        await _gathering.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_nodes is null || clock.GetElapsedTime(_gatheredAt) >= Interval)
                (_nodes, _gatheredAt) = (await market.ReadNodesAsync(cancellationToken).ConfigureAwait(false), clock.GetTimestamp());
        }
        finally
        {
            _gathering.Release();
        }

        (long epoch, DateTimeOffset ends, Amount cap) = await market.ReadLedgerAsync(
            ledger => (ledger.Epoch, ledger.EpochEnds, new Amount(ledger.Parameters["stake.node-cap"])), cancellationToken).ConfigureAwait(false);
        return PageReply.Json(json => TradeJson.WriteNodes(json, _nodes, epoch, ends, cap));
    }

    private async Task<PageReply> OwnAsync(MarketRequest request, CancellationToken cancellationToken)
    {
        WalletHoldings own = await market.ReadHoldingsAsync(request.SignedIn, cancellationToken).ConfigureAwait(false);
        return PageReply.Json(json => TradeJson.WriteOwn(json, own, market.RequestOf));
    }

    private async Task<PageReply> ProofAsync(MarketRequest request, CancellationToken cancellationToken)
    {
        string key = request.Query["key"].ToString();
        if (key.Length is 0 or > LongestKey)
            throw new ArgumentException("key must be the name of a payout.");
        try
        {
            PayoutProof proof = await market.ProvePayoutAsync(key, cancellationToken).ConfigureAwait(false);
            return proof.Payout.Recipient == request.SignedIn || request.IsOperator
                ? PageReply.Json(json => TradeJson.WriteProof(json, proof)) with { FileName = "payout.json" }
                : PageReply.Refuse(StatusCodes.Status403Forbidden, "This payout is another wallet's.");
        }
        catch (MarketException refusal)
        {
            return PageReply.Refuse(StatusCodes.Status404NotFound, refusal.Message);
        }
    }

    private async Task<PageReply> TreasuryAsync(MarketRequest request, CancellationToken cancellationToken)
    {
        RequestReply reply = await service.ActAsync(request.SignedIn, "/v1/operator/treasury", "{\"of\":\"\",\"why\":\"\"}"u8.ToArray(), cancellationToken).ConfigureAwait(false);
        return new PageReply(reply.Status, Json, reply.Json);
    }

    /// <summary>The transaction that pays an order, for a wallet of the browser to sign and send.</summary>
    private async Task<PageReply> TransactionAsync(MarketRequest request, CancellationToken cancellationToken)
    {
        PublicKey payer = request.Read("payer").Wallet("payer");
        if (await market.FindOrderAsync(request["id"], cancellationToken).ConfigureAwait(false) is not { State: MarketOrderState.Open } status
            || status.Order.Wallet != request.SignedIn.ToString())
        {
            return PageReply.Refuse(StatusCodes.Status403Forbidden, "This wallet has no such order that waits for its payment.");
        }

        byte[] transaction = await market.BuildPaymentAsync(status.Order, payer, cancellationToken).ConfigureAwait(false);
        return PageReply.Json(json =>
        {
            json.WriteStartObject();
            json.WriteBase64String("transaction", transaction);
            json.WriteEndObject();
        });
    }

    private static ulong Number(IQueryCollection query, string name) =>
        ulong.TryParse(query[name].ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out ulong number)
            ? number
            : throw new ArgumentException($"{name} is '{query[name]}'; it must be a whole number.");
}
