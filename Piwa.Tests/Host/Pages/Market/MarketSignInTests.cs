using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Piwa.Chain.Keys;
using Piwa.Chain.Requests;
using Piwa.Host.Pages.Market;

namespace Piwa.Tests.Host.Pages.Market;

/// <summary>Signing in over HTTP: who is let in by which signature, for how long, and whose pages may act.</summary>
public sealed class MarketSignInTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 2, 3, 4, 5, 6, TimeSpan.Zero));
    private readonly Keypair _wallet = Keypair.Generate(), _other = Keypair.Generate();
    private MarketServer _server = null!;
    private MarketClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await new MarketServer(
            new MarketServerOptions { Listen = new IPEndPoint(IPAddress.Loopback, 0), Clock = _clock, SignInsPerMinute = 6, ActionsPerMinute = 4 }, []).StartedAsync();
        _client = new MarketClient(_server.Address);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
        _wallet.Dispose();
        _other.Dispose();
    }

    [Fact]
    public async Task ASignatureOfTheTextSignsInAndTheTextNamesHostWalletAndTimes()
    {
        string text = await BeginAsync(_wallet);
        Assert.Equal(
            $"""
            {_server.Address.Authority} wants you to sign in with your Solana account:
            {_wallet.PublicKey}

            Sign in to the Piwa market. It costs nothing and moves nothing.

            URI: {_server.Address.GetLeftPart(UriPartial.Authority)}/
            Version: 1
            Nonce: {NonceOf(text)}
            Issued At: 2026-02-03T04:05:06.000Z
            Expiration Time: 2026-02-03T04:10:06.000Z
            """,
            text,
            ignoreLineEndingDifferences: true);
        MarketAnswer answer = await FinishAsync(_wallet, text, Sign(_wallet, text));
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        string cookie = Assert.Single(answer.Cookies);
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("secure", cookie, StringComparison.OrdinalIgnoreCase);
        _client.Take(answer);
        Assert.Equal(_wallet.PublicKey.ToString(), await WhoAsync());
        Assert.NotEqual(answer.Json.GetProperty("token").GetString(), cookie.Split('=', ';')[1]);
    }

    [Fact]
    public async Task ASignatureOfTheOffChainMessageSignsInWithTheNonceAlone()
    {
        string text = await BeginAsync(_wallet);
        MarketAnswer answer = await _client.PostAsync("sign-in", new
        {
            wallet = _wallet.PublicKey.ToString(),
            nonce = NonceOf(text),
            signature = _wallet.Sign(OffchainMessage.Encode(text)).ToString(),
        });
        Assert.Equal(HttpStatusCode.OK, answer.Status);
    }

    [Fact]
    public async Task ATextIsGoodForOneTime()
    {
        string text = await BeginAsync(_wallet), signature = Sign(_wallet, text);
        Assert.Equal(HttpStatusCode.OK, (await FinishAsync(_wallet, text, signature)).Status);
        MarketAnswer again = await FinishAsync(_wallet, text, signature);
        Assert.Equal(HttpStatusCode.Unauthorized, again.Status);
        Assert.Contains("was used, or has expired", again.Text, StringComparison.Ordinal);
        Assert.Empty(again.Cookies);
    }

    [Fact]
    public async Task WhatIsNotJustThatTextOfThatWalletIsRefused()
    {
        string text = await BeginAsync(_wallet), signature = Sign(_wallet, text), changed = text.Replace("costs nothing", "costs all", StringComparison.Ordinal);
        Assert.Contains("not the text that was given", (await FinishAsync(_wallet, changed, Sign(_wallet, changed))).Text, StringComparison.Ordinal);
        Assert.Contains("no such text for this wallet", (await FinishAsync(_other, text, Sign(_other, text))).Text, StringComparison.Ordinal);
        Assert.Contains("has not signed this text", (await FinishAsync(_wallet, text, Sign(_other, text))).Text, StringComparison.Ordinal);
        string own = text.Replace(NonceOf(text), new string('0', 32), StringComparison.Ordinal);
        Assert.Contains("no such text for this wallet", (await FinishAsync(_wallet, own, Sign(_wallet, own))).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await FinishAsync(_wallet, text, signature)).Status);
    }

    [Theory]
    [InlineData(-1, HttpStatusCode.OK)]
    [InlineData(0, HttpStatusCode.Unauthorized)]
    [InlineData(1, HttpStatusCode.Unauthorized)]
    public async Task ATextExpires(int late, HttpStatusCode status)
    {
        string text = await BeginAsync(_wallet);
        _clock.Advance(SignInDesk.DefaultLife + TimeSpan.FromSeconds(late));
        Assert.Equal(status, (await FinishAsync(_wallet, text, Sign(_wallet, text))).Status);
    }

    [Fact]
    public async Task ASessionEndsWhenItIsNotUsedAndAfterItsLifeAndWhenItIsEnded()
    {
        var options = new MarketServerOptions { Listen = new IPEndPoint(IPAddress.Loopback, 0) };
        await _client.SignInAsync(_wallet);
        for (TimeSpan spent = TimeSpan.Zero, step = options.SessionIdle - TimeSpan.FromSeconds(1); spent + step < options.SessionLife; spent += step)
        {
            Assert.NotNull(await WhoAsync());
            _clock.Advance(step);
        }

        Assert.NotNull(await WhoAsync());
        _clock.Advance(options.SessionIdle - TimeSpan.FromSeconds(1));
        Assert.Null(await WhoAsync());

        await _client.SignInAsync(_wallet);
        _clock.Advance(options.SessionIdle);
        Assert.Null(await WhoAsync());

        await _client.SignInAsync(_wallet);
        Assert.Equal(HttpStatusCode.OK, (await _client.PostAsync("sign-out")).Status);
        Assert.Null(await WhoAsync());
        Assert.Equal(HttpStatusCode.Unauthorized, (await _client.PostAsync("sign-out")).Status);
    }

    [Fact]
    public async Task AnActionNeedsTheTokenOfItsSession()
    {
        using MarketClient another = new(_server.Address);
        await another.SignInAsync(_other);
        await _client.SignInAsync(_wallet);
        string token = _client.Token!;
        foreach (string? wrong in (string?[])[null, "", "x", another.Token, token[..^1], token + "x"])
        {
            _client.Token = wrong;
            MarketAnswer answer = await _client.PostAsync("sign-out");
            Assert.Equal(HttpStatusCode.Forbidden, answer.Status);
            Assert.Contains(MarketGate.TokenHeader, answer.Text, StringComparison.Ordinal);
        }

        _client.Token = token;
        Assert.Equal(HttpStatusCode.OK, (await _client.PostAsync("sign-out")).Status);
    }

    [Theory]
    [InlineData("http://evil.example")]
    [InlineData("null")]
    [InlineData("http://127.0.0.1:1")]
    [InlineData("https://127.0.0.1")]
    [InlineData(null)]
    public async Task AnActionOfAnotherPageIsRefused(string? origin)
    {
        await _client.SignInAsync(_wallet);
        _client.Origin = origin;
        foreach (string path in (string[])["sign-out", "sign-in", "sign-in/challenge"])
        {
            MarketAnswer answer = await _client.PostAsync(path, new { wallet = _wallet.PublicKey.ToString() });
            Assert.Equal(HttpStatusCode.Forbidden, answer.Status);
            Assert.Contains("not come from a page of this host", answer.Text, StringComparison.Ordinal);
        }

        Assert.NotNull(await WhoAsync());
    }

    [Fact]
    public async Task WhoAsksForTooMuchAtOnceWaits()
    {
        for (int i = 0; i < 6; i++)
            await BeginAsync(_wallet);
        MarketAnswer refused = await _client.PostAsync("sign-in/challenge", new { wallet = _wallet.PublicKey.ToString() });
        Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(10)), (refused.Status, refused.RetryAfter));
        _clock.Advance(TimeSpan.FromSeconds(10));
        await _client.SignInAsync(_wallet);
        for (int i = 0; i < 4; i++)
        {
            _client.Token = "";
            Assert.Equal(HttpStatusCode.Forbidden, (await _client.PostAsync("sign-out")).Status);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"wallet":7}""")]
    [InlineData("""{"wallet":"x"}""")]
    [InlineData("""{"wallet":"11111111111111111111111111111111","more":1}""")]
    [InlineData("""{"wallet":"11111111111111111111111111111111","wallet":"11111111111111111111111111111111"}""")]
    public async Task WhatMakesNoSenseIsRefusedInWords(string body)
    {
        using var content = new StringContent(body);
        MarketAnswer answer = await _client.SendAsync(HttpMethod.Post, "sign-in/challenge", content);
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.NotEmpty(answer.Json.GetProperty("error").GetString()!);
    }

    [Fact]
    public async Task ABodyThatIsTooLongIsRefusedWhetherItSaysSoOrNot()
    {
        foreach (bool isChunked in (bool[])[false, true])
        {
            using var content = new ByteArrayContent(new byte[MarketRoute.DefaultBodyBytes + 1]);
            MarketAnswer answer = await _client.SendAsync(HttpMethod.Post, "sign-in/challenge", content, isChunked);
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.Status);
            Assert.Contains("at most 16384 bytes", answer.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void SessionsAreBoundedForAWalletAndForAll()
    {
        var options = new MarketServerOptions { Listen = new IPEndPoint(IPAddress.Loopback, 0), SessionsPerWallet = 2, MaximumSessions = 3 };
        var book = new SessionBook(options, _clock);
        string[] own = [.. Enumerable.Range(0, 3).Select(_ =>
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            return book.Begin(_wallet.PublicKey)!.Value.Secret;
        })];
        Assert.Equal([false, true, true], own.Select(secret => book.Use(secret) is not null));
        Assert.NotNull(book.Begin(_other.PublicKey));
        using Keypair third = Keypair.Generate();
        Assert.Null(book.Begin(third.PublicKey));
        _clock.Advance(options.SessionIdle);
        Assert.NotNull(book.Begin(third.PublicKey));
        Assert.Equal([false, false, false], own.Select(secret => book.Use(secret) is not null));
    }

    [Fact]
    public void TextsAreBounded()
    {
        var desk = new SignInDesk(_clock, capacity: 2);
        Assert.NotNull(desk.Begin(_wallet.PublicKey, _server.Address));
        Assert.NotNull(desk.Begin(_wallet.PublicKey, _server.Address));
        Assert.Null(desk.Begin(_other.PublicKey, _server.Address));
        _clock.Advance(desk.Life);
        Assert.NotNull(desk.Begin(_other.PublicKey, _server.Address));
    }

    private static string NonceOf(string text) => text.Split("Nonce: ")[1][..32];

    private static string Sign(Keypair wallet, string text) => wallet.Sign(System.Text.Encoding.UTF8.GetBytes(text)).ToString();

    private async Task<string> BeginAsync(Keypair wallet)
    {
        MarketAnswer answer = await _client.PostAsync("sign-in/challenge", new { wallet = wallet.PublicKey.ToString() });
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Text);
        return answer.Json.GetProperty("text").GetString()!;
    }

    private Task<MarketAnswer> FinishAsync(Keypair wallet, string text, string signature) =>
        _client.PostAsync("sign-in", new { wallet = wallet.PublicKey.ToString(), text, signature });

    private async Task<string?> WhoAsync()
    {
        JsonElement session = (await _client.GetAsync("session")).Json;
        return session.GetProperty("wallet").GetString();
    }
}
