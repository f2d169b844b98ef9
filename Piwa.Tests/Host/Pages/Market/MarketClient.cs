using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Piwa.Chain.Keys;
using Piwa.Host.Pages.Market;

namespace Piwa.Tests.Host.Pages.Market;

/// <summary>A browser of a market, as far as a server sees it: it keeps the cookie, and sends origin and token.</summary>
internal sealed class MarketClient : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
    private readonly Uri _address;

    public MarketClient(Uri address)
    {
        _address = address;
        Origin = address.GetLeftPart(UriPartial.Authority);
    }

    /// <summary>What it says of whose page it shows; null for nothing.</summary>
    public string? Origin { get; set; }

    /// <summary>The cookie of its session.</summary>
    public string? Cookie { get; set; }

    /// <summary>The token of its session.</summary>
    public string? Token { get; set; }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _http.Dispose();

    /// <summary>Signs a wallet in.</summary>
    public async Task SignInAsync(Keypair wallet)
    {
        JsonElement challenge = (await PostAsync("sign-in/challenge", new { wallet = wallet.PublicKey.ToString() })).Json;
        string text = challenge.GetProperty("text").GetString()!;
        MarketAnswer answer = await PostAsync(
            "sign-in", new { wallet = wallet.PublicKey.ToString(), text, signature = wallet.Sign(System.Text.Encoding.UTF8.GetBytes(text)).ToString() });
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Text);
        Take(answer);
    }

    /// <summary>Keeps the session that an answer gives.</summary>
    public void Take(MarketAnswer answer)
    {
        Cookie = answer.Cookies.Last(cookie => !cookie.Contains("=;", StringComparison.Ordinal)).Split(';')[0];
        Token = answer.Json.GetProperty("token").GetString();
    }

    public Task<MarketAnswer> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    public Task<MarketAnswer> PostAsync(string path, object? body = null) => SendAsync(HttpMethod.Post, path, JsonContent.Create(body ?? new { }));

    /// <summary>Sends a request; in chunks it does not say beforehand how long it is.</summary>
    public async Task<MarketAnswer> SendAsync(HttpMethod method, string path, HttpContent? content, bool isChunked = false)
    {
        using var request = new HttpRequestMessage(method, new Uri(_address, "/api/v1/" + path)) { Content = content };
        request.Headers.TransferEncodingChunked = isChunked;
        if (Origin is not null && method != HttpMethod.Get)
            request.Headers.Add("Origin", Origin);
        if (Cookie is not null)
            request.Headers.Add("Cookie", Cookie);
        if (Token is not null && method != HttpMethod.Get)
            request.Headers.Add(MarketGate.TokenHeader, Token);
        using HttpResponseMessage response = await _http.SendAsync(request, Stop);
        return new MarketAnswer(
            response.StatusCode,
            await response.Content.ReadAsByteArrayAsync(Stop),
            response.Headers.TryGetValues("Set-Cookie", out IEnumerable<string>? cookies) ? [.. cookies] : [],
            response.Headers.RetryAfter?.Delta);
    }
}
