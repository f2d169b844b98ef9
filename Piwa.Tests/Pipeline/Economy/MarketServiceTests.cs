using System.Net;
using System.Net.Http.Headers;
using Piwa.Chain.Economy;
using Piwa.Chain.Economy.Licensing;
using Piwa.Chain.Keys;
using Piwa.Chain.Requests;
using Piwa.Host.Pages.Market;
using Piwa.Pipeline;
using Piwa.Pipeline.Economy;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Stores;
using Piwa.Pipeline.Verification;
using Piwa.Tests.Chain;
using Piwa.Tests.Infrastructure;
using MarketClient = Piwa.Pipeline.Economy.MarketClient;

namespace Piwa.Tests.Pipeline.Economy;

/// <summary>A market for programs, over real HTTP: who may ask what, files in parts, and what is copied of a licence.</summary>
public sealed class MarketServiceTests(SmallDataset dataset) : IClassFixture<SmallDataset>, IAsyncLifetime
{
    private readonly TemporaryDirectory _home = new();
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private MarketUnderTest _test = null!;
    private MarketServer _server = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await StartAsync(dataset.Directory);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _test.Dispose();
        _http.Dispose();
        _home.Dispose();
    }

    [Fact]
    public async Task WhatIsLicensedIsCopiedAndVerified()
    {
        using MarketClient buyer = await OpenAsync(_test.Buyer);
        MarketOrder order = await buyer.OrderLicenceAsync(
            new LicenceSelection("small", FirstAsset: 9, Assets: 3), TimeSpan.FromDays(1), LicencePurpose.Research, Token);
        Assert.Equal((8UL, 15UL, 8L), order.Ranges[0] is var range ? (range.FirstAsset, range.LastAsset, range.Assets) : default);
        _test.Pay(order);
        await _test.Market.SettleAsync(Token);
        Assert.Equal((MarketOrderState.Done, true), await buyer.FindOrderAsync(order.Id, Token) is var at ? (at.State, at.IsMinted) : default);
        Licence licence = await buyer.GetLicenceAsync(order.Id, Token);
        GatherReport report = await LicensedFetch.RunAsync(buyer, licence, licence.Ranges[0], _home["bought"], null, _test.Clock, Token);
        Assert.True(report.IsComplete);
        Assert.Equal(0, (await LicensedFetch.RunAsync(buyer, licence, licence.Ranges[0], _home["bought"], null, _test.Clock, Token)).Gathered);
        using Dataset bought = Dataset.Open(_home["bought"]);
        Assert.Equal([8UL], bought.Shards.Select(shard => shard.FirstAsset));
        VerifyReport sound = await DatasetVerifier.VerifyAsync(_home["bought"], new VerifyOptions { Samples = 1, LeavesLedgerOut = true }, null, Token);
        Assert.Empty(sound.Findings);
        Assert.Equal(licence, LicenceFile.Read(File.ReadAllBytes(_home["bought/licence.json"])) with { Ranges = licence.Ranges });
    }

    [Fact]
    public async Task PartsOfAFileAreThoseOfTheFile()
    {
        (Uri address, ShardRecord shard) = await FileAsync(await _test.BuyAsync(Token));
        byte[] whole = File.ReadAllBytes(Path.Combine(dataset.Directory, shard.File));
        using HttpResponseMessage all = await _http.GetAsync(address, Token);
        Assert.Equal(whole, await all.Content.ReadAsByteArrayAsync(Token));
        Assert.Equal($"\"{shard.FileHash}\"", all.Headers.ETag!.Tag);
        foreach ((string range, int from, int count) in ((string, int, int)[])
            [("bytes=0-0", 0, 1), ("bytes=100-199", 100, 100), ($"bytes={whole.Length - 1}-", whole.Length - 1, 1), ("bytes=-10", whole.Length - 10, 10), ($"bytes=5-{whole.Length + 9}", 5, whole.Length - 5)])
        {
            using HttpResponseMessage part = await AskAsync(address, range);
            Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
            Assert.Equal((from, whole.Length), ((int)part.Content.Headers.ContentRange!.From!, (int)part.Content.Headers.ContentRange.Length!));
            Assert.Equal(whole[from..(from + count)], await part.Content.ReadAsByteArrayAsync(Token));
        }

        using HttpResponseMessage beyond = await AskAsync(address, $"bytes={whole.Length}-"), other = await AskAsync(address, "bytes=0-9", "\"other\"");
        Assert.Equal((HttpStatusCode.RequestedRangeNotSatisfiable, HttpStatusCode.OK), (beyond.StatusCode, other.StatusCode));
    }

    [Fact]
    public async Task ForgedAddressesAndTokensAreRefused()
    {
        Licence licence = await _test.BuyAsync(Token), second = await _test.BuyAsync(Token);
        (Uri address, _) = await FileAsync(licence);
        string text = address.ToString(), id = licence.Id.ToString();
        Assert.Equal(HttpStatusCode.OK, await StatusOfAsync(text));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusOfAsync(text.Replace("0000000000.parquet", "0000000008.parquet", StringComparison.Ordinal)));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusOfAsync(text.Replace(id, second.Id.ToString(), StringComparison.Ordinal)));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusOfAsync(text[..text.IndexOf('?', StringComparison.Ordinal)]));
        int end = text.IndexOf("access=", StringComparison.Ordinal) + "access=".Length;
        for (int i = end; i < text.Length; i += 7)
            Assert.Equal(HttpStatusCode.Forbidden, await StatusOfAsync(text[..i] + (text[i] == '1' ? '2' : '1') + text[(i + 1)..]));

        string token = await _test.Market.CreateTokenAsync(id, TimeSpan.FromHours(1), Token);
        Assert.Equal(HttpStatusCode.OK, await StatusOfAsync(FilesOf(licence), token));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusOfAsync(FilesOf(second), token));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusOfAsync(FilesOf(licence), token + "x"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusOfAsync(FilesOf(licence), token.Replace(id, second.Id.ToString(), StringComparison.Ordinal)));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusOfAsync(FilesOf(licence)));
    }

    [Fact]
    public async Task WhenALicenceEndsNothingMoreIsGivenAndWhatCameStays()
    {
        Licence licence = await _test.BuyAsync(Token);
        using MarketClient buyer = await OpenAsync(_test.Buyer);
        (Uri address, _) = await FileAsync(licence);
        string token = await _test.Market.CreateTokenAsync(licence.Id.ToString(), TimeSpan.FromDays(20), Token);
        int shards = 0;
        RequestException over = await Assert.ThrowsAsync<RequestException>(() => LicensedFetch.RunAsync(
            buyer, licence, licence.Ranges[0], _home["bought"], new Ending(report =>
            {
                // In the middle of it, the licence ends.
                if (report.Gathered == 1 && shards++ == 0)
                    _test.Clock.Advance(TimeSpan.FromDays(1) + TimeSpan.FromSeconds(31));
            }), _test.Clock, Token));
        Assert.Contains("ended at", over.Message, StringComparison.Ordinal);
        using (Dataset kept = Dataset.Open(_home["bought"]))
            Assert.Equal([0UL], kept.Shards.Select(shard => shard.FirstAsset));
        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (await StatusOfAsync(address.ToString()), await StatusOfAsync(FilesOf(licence), token)));

        Licence renewed = await _test.BuyAsync(Token);
        Assert.True((await LicensedFetch.RunAsync(buyer, renewed, renewed.Ranges[0], _home["bought"], null, _test.Clock, Token)).IsComplete);
    }

    [Fact]
    public async Task ClocksThatDifferByHalfAMinuteAreBorne()
    {
        Licence licence = await _test.BuyAsync(Token);
        (Uri address, _) = await FileAsync(licence);
        _test.Clock.Advance(Market.FileTime + TimeSpan.FromSeconds(29));
        Assert.Equal(HttpStatusCode.OK, await StatusOfAsync(address.ToString()));
        _test.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusOfAsync(address.ToString()));
    }

    [Fact]
    public async Task DownloadThatBreaksOffGoesOnWhereItWas()
    {
        Licence licence = await _test.BuyAsync(Token);
        int files = 0;
        await using FaultyProxy proxy = new(_server.Address.ToString(), request =>
            request.Target.StartsWith("/v1/files/", StringComparison.Ordinal) && files++ % 2 == 0 ? ProxyFault.Truncate : ProxyFault.None);
        using MarketClient buyer = await MarketClient.OpenAsync(new Uri(proxy.Endpoint), _test.Buyer, _test.Clock, Token);
        GatherReport report = await LicensedFetch.RunAsync(buyer, licence, licence.Ranges[0], _home["bought"], null, TimeProvider.System, Token);
        Assert.True(report.IsComplete);
        Assert.Contains(proxy.Log, each => each.Fault == ProxyFault.Truncate);
        Assert.True(proxy.AnswerBytes < 2 * licence.Ranges[0].Bytes, "What had come was not asked for again.");
        AssertSameShards();
    }

    /// <summary>Every request of a wallet, by every other.</summary>
    [Fact]
    public async Task NobodyActsForAnother()
    {
        Licence licence = await _test.BuyAsync(Token);
        string id = licence.Id.ToString();
        (string Path, string Body, HttpStatusCode Buyer, HttpStatusCode Stranger, HttpStatusCode Operator)[] cases =
        [
            ($"/v1/orders/{id}", "{}", HttpStatusCode.OK, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden),
            ($"/v1/licences/{id}/files?dataset=small&offset=0", "{}", HttpStatusCode.OK, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden),
            ($"/v1/licences/{id}/tokens", """{"seconds":60}""", HttpStatusCode.OK, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden),
            ("/v1/operator/treasury", """{"of":"","why":""}""", HttpStatusCode.Forbidden, HttpStatusCode.Forbidden, HttpStatusCode.OK),
            ("/v1/operator/refunds", $$"""{"of":"{{TestKeys.Key(1)}}","why":""}""", HttpStatusCode.Forbidden, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden),
            ("/v1/operator/retries", """{"of":"x","why":""}""", HttpStatusCode.Forbidden, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden),
            ("/v1/unstakes", $$"""{"key":"1","node":"{{TestKeys.Key(1)}}","amount":"1","to":null}""", HttpStatusCode.Forbidden, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden),
            ("/v1/orders", """{"kind":"Licence","dataset":"none"}""", HttpStatusCode.Forbidden, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden),
            ("/v1/orders", "{", HttpStatusCode.BadRequest, HttpStatusCode.BadRequest, HttpStatusCode.BadRequest),
            ("/v1/nothing", "{}", HttpStatusCode.NotFound, HttpStatusCode.NotFound, HttpStatusCode.NotFound),
        ];
        foreach ((string path, string body, HttpStatusCode buyer, HttpStatusCode stranger, HttpStatusCode @operator) in cases)
        {
            Assert.Equal(buyer, await PostAsync(path, body, _test.Buyer));
            Assert.Equal(stranger, await PostAsync(path, body, _test.Stranger));
            Assert.Equal(@operator, await PostAsync(path, body, _test.Operator));
            Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(path, body, null));
            Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(path, body, _test.Buyer, audience: _test.Stranger.PublicKey));
        }

        using HttpRequestMessage replayed = await SignedAsync($"/v1/orders/{id}", "{}", _test.Buyer, _test.Market.Address);
        string signed = replayed.Headers.GetValues("Authorization").Single();
        Assert.Equal(HttpStatusCode.OK, (await _http.SendAsync(replayed, Token)).StatusCode);
        using HttpRequestMessage again = new(HttpMethod.Post, new Uri(_server.Address, $"/v1/orders/{id}")) { Content = new ByteArrayContent("{}"u8.ToArray()) };
        again.Headers.TryAddWithoutValidation("Authorization", signed);
        Assert.Equal(HttpStatusCode.Conflict, (await _http.SendAsync(again, Token)).StatusCode);
    }

    /// <summary>A hundred thousand are no quorum of 644 million: the vote of one is not that of all. Of 600,000 they are more than 15 %.</summary>
    [Theory]
    [InlineData(644_245_094, ProposalPhase.Rejected)]
    [InlineData(600_000, ProposalPhase.Passed)]
    public async Task WhatEnoughStakersVoteForHoldsFromTheNextEpochOn(long supply, ProposalPhase phase)
    {
        const long Staked = 100_000;
        await _server.DisposeAsync();
        _test.Dispose();
        await StartAsync(dataset.Directory, parameters: EconomyParameters.Default.With("vote.supply", Amount.OfRender(supply).Units));
        _test.Fund(_test.Stranger.PublicKey, Amount.OfRender(Staked));
        MarketOrder stake = await _test.Market.OrderStakeAsync(_test.Stranger.PublicKey, TestKeys.Key(3), Amount.OfRender(Staked), Token);
        _test.Pay(stake, payer: _test.Stranger);
        await _test.Market.SettleAsync(Token);
        using MarketClient staker = await OpenAsync(_test.Stranger), buyer = await OpenAsync(_test.Buyer);
        DateTimeOffset live = _test.Clock.GetUtcNow() + TimeSpan.FromMinutes(1);
        await Assert.ThrowsAsync<RequestException>(() => buyer.ProposeAsync("x", ProposalKind.Change, "licence.least", Amount.UnitsPerRender / 2, "", live, _test.Clock.GetUtcNow(), Token));
        await Assert.ThrowsAsync<RequestException>(() => staker.ProposeAsync("x", ProposalKind.Change, "emission.pool", 1, "", live, _test.Clock.GetUtcNow(), Token));
        await staker.ProposeAsync("cheaper", ProposalKind.Change, "licence.least", Amount.UnitsPerRender / 2, "", live, _test.Clock.GetUtcNow(), Token);
        await Assert.ThrowsAsync<RequestException>(() => staker.VoteAsync("cheaper", true, _test.Clock.GetUtcNow(), Token));
        _test.Clock.Advance(TimeSpan.FromMinutes(2));
        await Assert.ThrowsAsync<RequestException>(() => buyer.VoteAsync("cheaper", true, _test.Clock.GetUtcNow(), Token));
        await staker.VoteAsync("cheaper", true, _test.Clock.GetUtcNow(), Token);

        // 72 hours, then six days.
        _test.Clock.Advance(TimeSpan.FromHours(72));
        await _test.Market.SettleAsync(Token);
        MarketProposal final = Assert.Single(await staker.ReadProposalsAsync(Token));
        Assert.Equal((ProposalPhase.Final, "0"), (final.Phase, final.For));
        _test.Clock.Advance(TimeSpan.FromMinutes(1));
        await staker.VoteAsync("cheaper", true, _test.Clock.GetUtcNow(), Token);
        Assert.Equal("100000", Assert.Single(await staker.ReadProposalsAsync(Token)).For);
        _test.Clock.Advance(TimeSpan.FromDays(6));
        await _test.Market.SettleAsync(Token);
        Assert.Equal(phase, Assert.Single(await staker.ReadProposalsAsync(Token)).Phase);

        Amount before = await PriceAsync(buyer);
        _test.Clock.Advance(TimeSpan.FromDays(30));
        await _test.Market.SettleEpochAsync(0, new EpochFacts(0, [], [], []), Token);
        Assert.Equal(phase == ProposalPhase.Passed ? before.Units / 2 : before.Units, (await PriceAsync(buyer)).Units);
    }

    [Fact]
    public async Task OversizedBodyIsRefused()
    {
        using ByteArrayContent body = new(new byte[MarketService.MaximumBodyBytes + 1]);
        using HttpResponseMessage answer = await _http.PostAsync(new Uri(_server.Address, "/v1/orders"), body, Token);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task OfABucketTheAddressLeadsThere()
    {
        S3Server store = await S3Server.RequireAsync();
        string address = $"s3://{await store.NewBucketAsync()}/set";
        using (S3Store target = new(address, store.Options()))
            await StoreSync.RunAsync(target, dataset.Directory, up: true, readBack: false, null, Token);
        await _server.DisposeAsync();
        _test.Dispose();
        await StartAsync(address, store.Options());
        Licence licence = await _test.BuyAsync(Token);
        (Uri file, _) = await FileAsync(licence);
        using HttpResponseMessage led = await _http.GetAsync(file, Token);
        Assert.Equal((HttpStatusCode.TemporaryRedirect, new Uri(store.Endpoint).Authority), (led.StatusCode, led.Headers.Location!.Authority));
        using MarketClient buyer = await OpenAsync(_test.Buyer);
        Assert.True((await LicensedFetch.RunAsync(buyer, licence, licence.Ranges[0], _home["bought"], null, _test.Clock, Token)).IsComplete);
        AssertSameShards();
    }

    private async Task StartAsync(string address, S3StoreOptions? store = null, EconomyParameters? parameters = null)
    {
        _test = await MarketUnderTest.OpenAsync(new Dictionary<string, string> { ["small"] = address }, store, Token, parameters: parameters);
        _server = new MarketServer(new MarketServerOptions { Listen = new IPEndPoint(IPAddress.Loopback, 0), Clock = _test.Clock }, [], new MarketService(_test.Market));
        await _server.StartAsync(Token);
    }

    private void AssertSameShards()
    {
        using Dataset bought = Dataset.Open(_home["bought"]), source = Dataset.Open(dataset.Directory);
        Assert.Equal(source.Root, bought.Root);
        Assert.All(bought.Shards, shard => Assert.Null(ProofOfRender.FindFileFault(shard, bought.PathOf(shard), Token)));
    }

    private static async Task<Amount> PriceAsync(MarketClient client) => Amount.Parse((await client.OrderLicenceAsync(
        new LicenceSelection("small", FirstAsset: 0, Assets: 8), TimeSpan.FromDays(1), LicencePurpose.Research, Token)).Price);

    private Task<MarketClient> OpenAsync(Keypair wallet) => MarketClient.OpenAsync(_server.Address, wallet, _test.Clock, Token);

    /// <summary>The first file of a licence.</summary>
    private async Task<(Uri Address, ShardRecord Shard)> FileAsync(Licence licence)
    {
        WireFile file = (await _test.Market.ListFilesAsync(licence.Id.ToString(), "small", 0, Token)).Files[0];
        return (new Uri(_server.Address, file.Address), file.Shard);
    }

    private Uri FilesOf(Licence licence) => new(_server.Address, $"/v1/licences/{licence.Id}/files?dataset=small&offset=0");

    private async Task<HttpResponseMessage> AskAsync(Uri address, string range, string? condition = null)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, address);
        request.Headers.TryAddWithoutValidation("Range", range);
        if (condition is not null)
            request.Headers.TryAddWithoutValidation("If-Range", condition);
        return await _http.SendAsync(request, Token);
    }

    private async Task<HttpStatusCode> StatusOfAsync(object address, string? token = null)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, address.ToString());
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using HttpResponseMessage answer = await _http.SendAsync(request, Token);
        return answer.StatusCode;
    }

    private async Task<HttpRequestMessage> SignedAsync(string path, string body, Keypair? wallet, PublicKey audience)
    {
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(body);
        HttpRequestMessage request = new(HttpMethod.Post, new Uri(_server.Address, path)) { Content = new ByteArrayContent(bytes) };
        if (wallet is not null)
            request.Headers.TryAddWithoutValidation("Authorization", await new RequestSigner(wallet, audience, _test.Clock).SignAsync("POST", path, bytes, Token));
        return request;
    }

    private async Task<HttpStatusCode> PostAsync(string path, string body, Keypair? wallet, PublicKey? audience = null)
    {
        using HttpRequestMessage request = await SignedAsync(path, body, wallet, audience ?? _test.Market.Address);
        using HttpResponseMessage answer = await _http.SendAsync(request, Token);
        return answer.StatusCode;
    }

    /// <summary>Told at once, in the thread that tells.</summary>
    private sealed class Ending(Action<GatherReport> tell) : IProgress<GatherReport>
    {
        public void Report(GatherReport value) => tell(value);
    }
}
