using System.Globalization;
using System.Net;
using System.Text.Json;
using Piwa.Chain.Economy;
using Piwa.Chain.Economy.Licensing;
using Piwa.Chain.Economy.Payments;
using Piwa.Chain.Keys;
using Piwa.Chain.Requests;

namespace Piwa.Pipeline.Economy;

/// <summary>A market in another process, over HTTP with signed requests: what a wallet asks of it.</summary>
/// <remarks>Safe to use from several threads. Whoever opens it disposes it.</remarks>
public sealed partial class MarketClient : IDisposable
{
    /// <summary>The longest answer: a thousand shards with their dead letters.</summary>
    private const int MaximumAnswerBytes = 1 << 26;

    private readonly RequestClient _requests;
    private readonly WireMarket _market;

    private MarketClient(RequestClient requests, Uri location, WireMarket market, PublicKey address) =>
        (_requests, Location, _market, Address) = (requests, location, market, address);

    /// <summary>Where it is reached.</summary>
    public Uri Location { get; }

    /// <summary>The operator's address: who signs licences, and is paid.</summary>
    public PublicKey Address { get; }

    /// <summary>The market, for messages.</summary>
    public string Name => _requests.Name;

    /// <summary>The mint of RENDER, as the market says.</summary>
    public PublicKey Mint => PublicKey.Parse(_market.Mint);

    /// <summary>The wallet that asks.</summary>
    public ISigner Wallet => _requests.Wallet;

    /// <summary>Asks a market what it is.</summary>
    /// <param name="location">Its http or https address.</param>
    /// <param name="wallet">The wallet that signs; not disposed.</param>
    /// <param name="clock">The clock; the system's if null.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException">The address is none.</exception>
    /// <exception cref="RequestException">It cannot be reached, or is no market.</exception>
    public static async Task<MarketClient> OpenAsync(
        Uri location, ISigner wallet, TimeProvider? clock = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(location);
        RequestClient requests = new(new RequestClientOptions
        {
            Address = location,
            Wallet = wallet,
            Name = "the market",
            MaximumAnswerBytes = MaximumAnswerBytes,
            TimeProvider = clock ?? TimeProvider.System,
        });
        try
        {
            WireMarket market = await requests.AskAsync(MarketRoutes.Market, null, MarketJson.Default.WireMarket, cancellationToken).ConfigureAwait(false);
            if (!PublicKey.TryParse(market.Address, out PublicKey key) || !PublicKey.TryParse(market.Mint, out _))
                throw new RequestException(HttpStatusCode.OK, $"What answers for {requests.Name} is no market.");
            requests.SignFor(key);
            return new MarketClient(requests, location, market, key);
        }
        catch
        {
            requests.Dispose();
            throw;
        }
    }

    /// <summary>Orders a licence.</summary>
    /// <param name="selection">What is wanted.</param>
    /// <param name="term">For how long.</param>
    /// <param name="purpose">What for.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RequestException">It is refused, or there is no answer.</exception>
    public async Task<MarketOrder> OrderLicenceAsync(
        LicenceSelection selection, TimeSpan term, LicencePurpose purpose, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(selection);
        WireOrderAsk ask = new()
        {
            Kind = MarketOrderKind.Licence,
            Dataset = selection.Dataset,
            Preset = selection.Preset,
            FirstAsset = selection.FirstAsset,
            Assets = selection.Assets,
            TermSeconds = (long)term.TotalSeconds,
            Purpose = purpose,
        };
        return (await OrderAsync(ask, cancellationToken).ConfigureAwait(false)).Order;
    }

    /// <summary>Orders a stake.</summary>
    /// <param name="node">The node.</param>
    /// <param name="amount">How much.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RequestException">It is refused, or there is no answer.</exception>
    public async Task<MarketOrder> OrderStakeAsync(PublicKey node, Amount amount, CancellationToken cancellationToken = default) =>
        (await OrderAsync(
            new WireOrderAsk { Kind = MarketOrderKind.Stake, Node = node.ToString(), Amount = amount.ToString() }, cancellationToken).ConfigureAwait(false)).Order;

    /// <summary>What an order asks to be paid, checked: it is the one that was made, of this market.</summary>
    /// <param name="order">The order.</param>
    public PaymentRequest RequestOf(MarketOrder order)
    {
        ArgumentNullException.ThrowIfNull(order);
        return new PaymentRequest(
            Address, PublicKey.Parse(_market.Mint), Amount.Parse(order.Price), PublicKey.Parse(order.Id), _market.Name, order.Kind.ToString());
    }

    /// <summary>Where an order stands.</summary>
    /// <param name="id">The order.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Its state; why, if it was closed or its licence taken back; whether its licence stands on chain.</returns>
    /// <exception cref="RequestException">It is none of this wallet's, or there is no answer.</exception>
    public async Task<(MarketOrderState State, string? Why, bool IsMinted)> FindOrderAsync(string id, CancellationToken cancellationToken = default)
    {
        WireOrder order = await _requests.AskAsync(
            $"{MarketRoutes.Orders}/{id}", "{}"u8.ToArray(), MarketJson.Default.WireOrder, cancellationToken).ConfigureAwait(false);
        return (order.State, order.Why, order.IsMinted);
    }

    /// <summary>A licence, checked: this market has signed it.</summary>
    /// <param name="id">Its name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RequestException">There is none, or no answer, or it is not signed so.</exception>
    public async Task<Licence> GetLicenceAsync(string id, CancellationToken cancellationToken = default)
    {
        JsonElement json = await _requests.AskAsync(
            $"{MarketRoutes.Licences}/{id}", null, MarketJson.Default.JsonElement, cancellationToken).ConfigureAwait(false);
        try
        {
            Licence licence = LicenceFile.Read([.. System.Text.Encoding.UTF8.GetBytes(json.GetRawText()), (byte)'\n']);
            if ((LicenceFile.FindFault(licence) ?? (licence.Market == Address ? null : "another market has signed it.")) is { } fault)
                throw new RequestException(HttpStatusCode.OK, $"The licence of {Name} does not hold: {fault}");
            return licence;
        }
        catch (FormatException fault)
        {
            throw new RequestException(HttpStatusCode.OK, $"What {Name} gives for the licence is none: {fault.Message}", fault);
        }
    }

    /// <summary>Asks for a token, with which programs read a licence's data.</summary>
    /// <param name="id">The licence.</param>
    /// <param name="time">How long it is to be good at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RequestException">It is refused, or there is no answer.</exception>
    public async Task<string> CreateTokenAsync(string id, TimeSpan time, CancellationToken cancellationToken = default)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(new WireToken((long)time.TotalSeconds), MarketJson.Default.WireToken);
        WireToken token = await _requests.AskAsync(
            $"{MarketRoutes.Licences}/{id}/{MarketRoutes.Tokens}", body, MarketJson.Default.WireToken, cancellationToken).ConfigureAwait(false);
        return token.Token ?? throw new RequestException(HttpStatusCode.OK, $"{Name} gives no token.");
    }

    /// <summary>Moves stake to another node, or takes it back.</summary>
    /// <param name="key">Its own key: asked for again it is the same.</param>
    /// <param name="node">Where it is.</param>
    /// <param name="to">Where it goes; null to take it back.</param>
    /// <param name="amount">How much.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The number of the entry in the ledger of value.</returns>
    /// <exception cref="RequestException">It is refused, or there is no answer.</exception>
    public async Task<long> MoveStakeAsync(string key, PublicKey node, PublicKey? to, Amount amount, CancellationToken cancellationToken = default)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(
            new WireStakeMove(key, node.ToString(), amount.ToString(), to?.ToString()), MarketJson.Default.WireStakeMove);
        WireDoneMove done = await _requests.AskAsync(
            to is null ? MarketRoutes.Unstakes : MarketRoutes.Restakes, body, MarketJson.Default.WireDoneMove, cancellationToken).ConfigureAwait(false);
        return done.Entry;
    }

    /// <summary>Takes a licence back, and owes its price to who has paid it: for the operator.</summary>
    /// <param name="licence">The licence.</param>
    /// <param name="why">Why: the buyer reads it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RequestException">It is refused, or there is no answer.</exception>
    public async Task RefundAsync(string licence, string why, CancellationToken cancellationToken = default) =>
        await OperateAsync(MarketRoutes.Refunds, new WireOperatorAct(licence, why), cancellationToken).ConfigureAwait(false);

    /// <summary>Tries a payout again that could not be sent: for the operator.</summary>
    /// <param name="payout">Its name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RequestException">It is refused, or there is no answer.</exception>
    public async Task RetryAsync(string payout, CancellationToken cancellationToken = default) =>
        await OperateAsync(MarketRoutes.Retries, new WireOperatorAct(payout), cancellationToken).ConfigureAwait(false);

    /// <summary>Asks what there is to pay with, and what is owed: for the operator.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The treasury, the open epoch and its end, how many licences were given, and what could not be sent.</returns>
    /// <exception cref="RequestException">It is refused, or there is no answer.</exception>
    public async Task<(TreasuryStatus Treasury, long Epoch, DateTimeOffset EpochEnds, long Licences, IReadOnlyList<MarketPayout> Parked)> ReadTreasuryAsync(
        CancellationToken cancellationToken = default)
    {
        WireTreasury told = await OperateAsync(MarketRoutes.Treasury, new WireOperatorAct(""), cancellationToken).ConfigureAwait(false);
        return (
            new TreasuryStatus(
                Amount.Parse(told.Balance), told.Lamports, Amount.Parse(told.Waiting), Amount.Parse(told.Parked), Amount.Parse(told.Sent)),
            told.Epoch, DateTimeOffset.FromUnixTimeMilliseconds(told.EpochEnds), told.Licences, told.ParkedPayouts);
    }

    /// <inheritdoc/>
    public void Dispose() => _requests.Dispose();

    /// <summary>All shards of a licence, of one data set.</summary>
    internal async Task<(byte[] Campaign, List<WireFile> Files)> ListFilesAsync(string id, string dataset, CancellationToken cancellationToken)
    {
        List<WireFile> files = [];
        for (int? offset = 0; ;)
        {
            WireFiles part = await _requests.AskAsync(
                MarketRoutes.FilesOf(id, dataset, offset.Value), "{}"u8.ToArray(), MarketJson.Default.WireFiles, cancellationToken).ConfigureAwait(false);
            files.AddRange(part.Files);
            if (part.Next is null)
                return (part.Campaign, files);
            if (part.Next <= offset)
                throw new RequestException(HttpStatusCode.OK, string.Create(CultureInfo.InvariantCulture, $"{Name} lists files in circles."));
            offset = part.Next;
        }
    }

    private async Task<WireTreasury> OperateAsync(string path, WireOperatorAct act, CancellationToken cancellationToken) => await _requests.AskAsync(
        path, JsonSerializer.SerializeToUtf8Bytes(act, MarketJson.Default.WireOperatorAct), MarketJson.Default.WireTreasury, cancellationToken).ConfigureAwait(false);

    private async Task<WireOrder> OrderAsync(WireOrderAsk ask, CancellationToken cancellationToken) => await _requests.AskAsync(
        MarketRoutes.Orders, JsonSerializer.SerializeToUtf8Bytes(ask, MarketJson.Default.WireOrderAsk), MarketJson.Default.WireOrder, cancellationToken).ConfigureAwait(false);
}
