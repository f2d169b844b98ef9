using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Piwa.Chain.Economy;
using Piwa.Chain.Economy.Licensing;
using Piwa.Chain.Keys;
using Piwa.Chain.Requests;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Economy;

/// <summary>A market for requests of programs over HTTP, of which it knows method, path, the header <c>Authorization</c> and body.</summary>
/// <remarks>
/// <para>Anybody: <c>GET /v1/market</c>, <c>GET /v1/licences/ID</c>, <c>GET /v1/proposals</c>. Who has an address: <c>GET /v1/files/...</c> (<see cref="FindFileAsync"/>).</para>
/// <para>
/// A wallet, for itself, signed (<see cref="RequestVerifier"/>): <c>POST</c> to <c>/v1/orders</c>, <c>/v1/orders/ID</c>,
/// <c>/v1/licences/ID/files?dataset=NAME&amp;offset=N</c>, <c>/v1/licences/ID/tokens</c>, <c>/v1/restakes</c>, <c>/v1/unstakes</c>; the operator's to <c>/v1/operator/...</c>. Who has a licence's token,
/// as a bearer's: <c>GET /v1/licences/ID/files?...</c>. Signed in themselves: <c>POST /v1/proposals</c>, <c>/v1/votes</c>.
/// </para>
/// <para>Safe to use from several threads. The market stays its owner's.</para>
/// </remarks>
/// <param name="market">The market; not disposed.</param>
public sealed class MarketService(Market market)
{
    /// <summary>The longest body.</summary>
    public const int MaximumBodyBytes = 64 * 1024;

    private const string Bearer = "Bearer ";

    private readonly RequestVerifier _requests = new(market.Address, market.Time);

    /// <summary>Whether a path is one of a program's.</summary>
    /// <param name="path">The path.</param>
    public static bool Takes(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return path.StartsWith("/v1/", StringComparison.Ordinal);
    }

    /// <summary>Whether a path is one of a file: <see cref="FindFileAsync"/>.</summary>
    /// <param name="path">The path.</param>
    public static bool IsFile(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return path.StartsWith(MarketRoutes.Data, StringComparison.Ordinal);
    }

    /// <summary>Finds a file by its address.</summary>
    /// <param name="path">The path.</param>
    /// <param name="access">What of the address makes it good: <c>access</c> of its query.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The file, or the refusal.</returns>
    public async Task<(LicensedFile? File, RequestReply? Refusal)> FindFileAsync(string path, string? access, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        LicensedFile? file = null;
        RequestReply refusal = await GuardAsync(async () =>
        {
            if (MarketRoutes.ReadFile(path) is not { } named)
                return RequestReply.Refuse(HttpStatusCode.NotFound, "There is nothing here.");
            file = await market.OpenFileAsync(named.Licence, named.Dataset, named.FirstAsset, access, cancellationToken).ConfigureAwait(false);
            return RequestReply.Refuse(HttpStatusCode.OK, "");
        }).ConfigureAwait(false);
        return file is null ? (null, refusal) : (file, null);
    }

    /// <summary>Answers a request.</summary>
    /// <param name="method">The method, in capitals.</param>
    /// <param name="path">The path, with its query.</param>
    /// <param name="authorization">The header <c>Authorization</c>; null if there is none.</param>
    /// <param name="body">The body, of at most <see cref="MaximumBodyBytes"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<RequestReply> AnswerAsync(
        string method, string path, string? authorization, ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(path);
        return GuardAsync(() => method == HttpMethod.Get.Method
            ? ReadAsync(path, authorization, cancellationToken)
            : method == HttpMethod.Post.Method
                ? PostAsync(method, path, authorization, body, cancellationToken)
                : Task.FromResult(RequestReply.Refuse(HttpStatusCode.MethodNotAllowed, "GET or POST it.")));
    }

    /// <summary>Does what a wallet asks for itself, of which the caller knows that it does: the same as a <c>POST</c> that it has signed.</summary>
    /// <param name="wallet">The wallet.</param>
    /// <param name="path">The path, with its query.</param>
    /// <param name="body">The body, of at most <see cref="MaximumBodyBytes"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<RequestReply> ActAsync(PublicKey wallet, string path, ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        return GuardAsync(() => ActKnownAsync(wallet, path, body, cancellationToken));
    }

    private static async Task<RequestReply> GuardAsync(Func<Task<RequestReply>> answer)
    {
        try
        {
            return await answer().ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is MarketException or EconomyException)
        {
            return RequestReply.Refuse(HttpStatusCode.Forbidden, fault.Message);
        }
        catch (Exception fault) when (fault is JsonException or ArgumentException or FormatException)
        {
            return RequestReply.Refuse(HttpStatusCode.BadRequest, fault.Message);
        }
        catch (Exception fault) when (fault is ManifestException or IOException)
        {
            return RequestReply.Refuse(HttpStatusCode.ServiceUnavailable, fault.Message);
        }
    }

    private async Task<RequestReply> ReadAsync(string path, string? authorization, CancellationToken cancellationToken)
    {
        if (path == MarketRoutes.Market)
            return RequestReply.Of(await market.DescribeAsync(cancellationToken).ConfigureAwait(false), MarketJson.Default.WireMarket);
        if (path == MarketRoutes.Proposals)
            return RequestReply.Of(await market.DescribeProposalsAsync(cancellationToken).ConfigureAwait(false), MarketJson.Default.WireProposals);
        return Licensed(path) switch
        {
            [var id] => await market.FindLicenceAsync(id, cancellationToken).ConfigureAwait(false) is { } licence
                ? new RequestReply((int)HttpStatusCode.OK, LicenceFile.Write(licence))
                : NotFound(),
            [var id, MarketRoutes.Files] when authorization?.StartsWith(Bearer, StringComparison.Ordinal) == true => market.CheckToken(authorization[Bearer.Length..]) == id
                ? await FilesAsync(id, path, cancellationToken).ConfigureAwait(false)
                : RequestReply.Refuse(HttpStatusCode.Forbidden, "The token is of another licence."),
            [_, MarketRoutes.Files] => RequestReply.Refuse(HttpStatusCode.Unauthorized, "Send a token of the licence as: Authorization: Bearer TOKEN. Or POST it, signed."),
            _ => NotFound(),
        };
    }

    private async Task<RequestReply> PostAsync(
        string method, string path, string? authorization, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        switch (path)
        {
            case MarketRoutes.Proposals:
                return Moved(await market.ProposeAsync(Read(body, MarketJson.Default.WireProposal), cancellationToken).ConfigureAwait(false));
            case MarketRoutes.Votes:
                return Moved(await market.VoteAsync(Read(body, MarketJson.Default.WireVote), cancellationToken).ConfigureAwait(false));
        }

        RequestFault fault = _requests.Verify(method, path, authorization, body.Span, out PublicKey wallet);
        return fault == RequestFault.None
            ? await ActKnownAsync(wallet, path, body, cancellationToken).ConfigureAwait(false)
            : RequestReply.Refuse(fault, "market");
    }

    private async Task<RequestReply> ActKnownAsync(PublicKey wallet, string path, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        switch (path)
        {
            case MarketRoutes.Orders:
                MarketOrder order = await market.OrderAsync(wallet, Read(body, MarketJson.Default.WireOrderAsk), cancellationToken).ConfigureAwait(false);
                return await OrderAsync(order.Id, wallet, cancellationToken).ConfigureAwait(false);
            case MarketRoutes.Restakes or MarketRoutes.Unstakes:
                return Moved(await MoveAsync(path == MarketRoutes.Restakes, wallet, Read(body, MarketJson.Default.WireStakeMove), cancellationToken).ConfigureAwait(false));
        }

        if (path is MarketRoutes.Refunds or MarketRoutes.Retries or MarketRoutes.Treasury)
        {
            return wallet == market.Address
                ? await OperateAsync(path, body, cancellationToken).ConfigureAwait(false)
                : RequestReply.Refuse(HttpStatusCode.Forbidden, $"This is for the operator, {market.Address}.");
        }

        if (path.StartsWith(MarketRoutes.Orders + "/", StringComparison.Ordinal))
            return await OrderAsync(path[(MarketRoutes.Orders.Length + 1)..], wallet, cancellationToken).ConfigureAwait(false);
        if (Licensed(path) is not [var id, var what])
            return NotFound();
        Licence? licence = await market.FindLicenceAsync(id, cancellationToken).ConfigureAwait(false);
        if (licence is null || licence.Buyer != wallet)
            return RequestReply.Refuse(HttpStatusCode.Forbidden, "This wallet has no such licence.");
        return what switch
        {
            MarketRoutes.Files => await FilesAsync(id, path, cancellationToken).ConfigureAwait(false),
            MarketRoutes.Tokens => await TokenAsync(id, Read(body, MarketJson.Default.WireToken), cancellationToken).ConfigureAwait(false),
            _ => NotFound(),
        };
    }

    private async Task<RequestReply> OperateAsync(string path, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        if (path != MarketRoutes.Treasury)
        {
            WireOperatorAct act = Read(body, MarketJson.Default.WireOperatorAct);
            if (path == MarketRoutes.Refunds)
                await market.RefundAsync(act.Of, act.Why, cancellationToken).ConfigureAwait(false);
            else
                await market.RetryAsync(act.Of, cancellationToken).ConfigureAwait(false);
        }

        return RequestReply.Of(await market.DescribeTreasuryAsync(cancellationToken).ConfigureAwait(false), MarketJson.Default.WireTreasury);
    }

    /// <summary>What stands behind the path of licences, without its query; nothing if it is another path.</summary>
    private static string[] Licensed(string path) => path.StartsWith(MarketRoutes.Licences + "/", StringComparison.Ordinal)
        ? path.Split('?')[0][(MarketRoutes.Licences.Length + 1)..].Split('/')
        : [];

    private async Task<RequestReply> FilesAsync(string id, string path, CancellationToken cancellationToken)
    {
        string dataset = "";
        int offset = 0;
        foreach (string pair in path.Split('?', 2) is [_, var query] ? query.Split('&') : [])
        {
            if (pair.StartsWith("dataset=", StringComparison.Ordinal))
                dataset = Uri.UnescapeDataString(pair["dataset=".Length..]);
            else if (!pair.StartsWith("offset=", StringComparison.Ordinal)
                || !int.TryParse(pair["offset=".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out offset))
            {
                throw new ArgumentException($"'{pair}' is not understood: expected dataset=NAME and offset=NUMBER.");
            }
        }

        return RequestReply.Of(await market.ListFilesAsync(id, dataset, offset, cancellationToken).ConfigureAwait(false), MarketJson.Default.WireFiles);
    }

    private async Task<RequestReply> TokenAsync(string id, WireToken asked, CancellationToken cancellationToken)
    {
        var time = TimeSpan.FromSeconds(Math.Clamp(asked.Seconds, 0, (long)Market.TokenTime.TotalSeconds + 1));
        string token = await market.CreateTokenAsync(id, time, cancellationToken).ConfigureAwait(false);
        return RequestReply.Of(new WireToken(asked.Seconds, token), MarketJson.Default.WireToken);
    }

    private async Task<RequestReply> OrderAsync(string id, PublicKey wallet, CancellationToken cancellationToken) =>
        await market.FindOrderAsync(id, cancellationToken).ConfigureAwait(false) is { } status && status.Order.Wallet == wallet.ToString()
            ? RequestReply.Of(market.Describe(status), MarketJson.Default.WireOrder)
            : RequestReply.Refuse(HttpStatusCode.Forbidden, "This wallet has no such order.");

    private async Task<ValueEntry> MoveAsync(bool isRestake, PublicKey wallet, WireStakeMove move, CancellationToken cancellationToken) => isRestake
        ? await market.RestakeAsync(move.Key, wallet, PublicKey.Parse(move.Node), PublicKey.Parse(move.To ?? ""), Amount.Parse(move.Amount), cancellationToken).ConfigureAwait(false)
        : await market.UnstakeAsync(move.Key, wallet, PublicKey.Parse(move.Node), Amount.Parse(move.Amount), cancellationToken).ConfigureAwait(false);

    private static RequestReply Moved(ValueEntry entry) =>
        RequestReply.Of(new WireDoneMove(entry.Number, entry.Hash.ToString(), entry.Time.ToUnixTimeMilliseconds()), MarketJson.Default.WireDoneMove);

    private static T Read<T>(ReadOnlyMemory<byte> body, JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize(body.Span, type) ?? throw new JsonException("The body is null.");

    private static RequestReply NotFound() => RequestReply.Refuse(HttpStatusCode.NotFound, "There is nothing here.");
}
