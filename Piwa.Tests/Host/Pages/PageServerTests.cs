using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Piwa.Host.Pages;
using Piwa.Pipeline;
using Piwa.Pipeline.Exports;
using Piwa.Pipeline.Shards;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Host.Pages;

/// <summary>The page's server, asked without a browser.</summary>
public sealed class PageServerTests(PageDatasetFixture set) : IClassFixture<PageDatasetFixture>, IDisposable
{
    private const string Token = "0123456789abcdefghij";

    private static readonly IPEndPoint Loopback = new(IPAddress.Loopback, 0);

    private readonly TemporaryDirectory _home = new();
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _client.Dispose();
        _home.Dispose();
    }

    [Fact]
    public async Task EveryQuestionIsAnswered()
    {
        await using PageServer server = await StartAsync(set.Directory);
        JsonElement overview = (await JsonAsync(server, "overview")).GetProperty("dataset");
        Assert.Equal(PageDatasetFixture.Made, overview.GetProperty("assets").GetInt32());
        Assert.Equal(PageDatasetFixture.Dead, overview.GetProperty("deadLetters").GetInt32());
        JsonElement list = await JsonAsync(server, "assets?offset=1&count=3");
        Assert.Equal(["9", "8", "7"], list.GetProperty("assets").EnumerateArray().Select(asset => asset.GetProperty("index").GetString()));
        Assert.Equal(["4", "2"], (await JsonAsync(server, "assets?first=2&last=4")).GetProperty("assets").EnumerateArray().Select(a => a.GetProperty("index").GetString()));

        using Dataset dataset = Dataset.Open(set.Directory);
        JsonElement asset = await JsonAsync(server, "assets/5");
        ShardAsset row = (await dataset.ReadHashesAsync(dataset.FindShard(5)!, Stop)).Single(one => one.AssetIndex == 5);
        Assert.Equal(row.Hash.ToString(), asset.GetProperty("hashes").GetProperty("asset").GetString());
        Assert.Equal(7, asset.GetProperty("channels").GetArrayLength());
        Assert.NotNull(dataset.FindShard(10));
        Assert.Null(dataset.FindShard(11));
        await using (ShardReader reader = await dataset.OpenShardAsync(dataset.FindShard(5)!, Stop))
        {
            AssetRow whole = (await reader.FindAsync(5, Stop))!;
            AssetPictures pictures = AssetPictures.From(whole);
            Assert.All(ImageChannel.All, channel => Assert.Equal(ViewPicture.Draw(pictures, channel.Channel, 11), ViewPicture.Draw(whole, channel.Channel, 11)));
        }

        JsonElement telemetry = await JsonAsync(server, "telemetry?count=1");
        Assert.Equal((2, 1, 0), (telemetry.GetProperty("total").GetInt32(), telemetry.GetProperty("posts").GetArrayLength(), telemetry.GetProperty("findings").GetArrayLength()));
        JsonElement post = telemetry.GetProperty("posts")[0];
        Assert.Equal(("end", true), (post.GetProperty("occasion").GetString(), post.GetProperty("isSigned").GetBoolean()));
        Assert.Equal(PageDatasetFixture.Made, post.GetProperty("period").GetProperty("assets").GetInt32());
        Assert.Equal(PageDatasetFixture.Dead, post.GetProperty("all").GetProperty("deadLetters").GetInt32());

        JsonElement proof = await JsonAsync(server, "assets/5/proof");
        Assert.Equal(0, proof.GetProperty("findings").GetArrayLength());
        Assert.NotEmpty(proof.GetProperty("minted").GetProperty("path").EnumerateArray());
        Assert.NotEmpty(proof.GetProperty("anchored").GetProperty("path").EnumerateArray());
        Assert.True(proof.GetProperty("isShardSigned").GetBoolean());

        Assert.Equal("glTF"u8.ToArray(), (await BytesAsync(server, "assets/5/mesh.glb", "model/gltf-binary"))[..4]);
        foreach (ImageChannel channel in ImageChannel.All)
            Assert.Equal("PNG"u8.ToArray(), (await BytesAsync(server, $"assets/5/views/11/{channel.Name}.png", "image/png"))[1..4]);
        Assert.Equal(3, (await JsonAsync(server, "shards")).GetProperty("total").GetInt32());
        JsonElement letter = (await JsonAsync(server, "dead-letters")).GetProperty("letters")[0];
        Assert.Equal("3", letter.GetProperty("index").GetString());
        ShardRecord record = ProofOfRender.Read(await BytesAsync(server, "shards/4/proof.json", "application/json"), "proof");
        Assert.Null(ProofOfRender.FindFault(record));
    }

    [Theory]
    [InlineData("assets/3", 404, "dead letter")]
    [InlineData("assets/400", 404, "no asset 400")]
    [InlineData("assets/x", 400, "no index")]
    [InlineData("assets/18446744073709551616", 400, "no index")]
    [InlineData("assets/5/views/12/color.png", 404, "no such file")]
    [InlineData("assets/5/views/0/smell.png", 404, "no such file")]
    [InlineData("assets?count=101", 400, "0 to 100")]
    [InlineData("shards/..%2f..%2fcampaign/proof.json", 400, "no index")]
    [InlineData("nothing", 404, "There is no")]
    public async Task WhatCannotBeAnsweredIsRefusedInWords(string path, int status, string words)
    {
        await using PageServer server = await StartAsync(set.Directory);
        using HttpResponseMessage reply = await _client.GetAsync(new Uri(server.Address, "/api/v1/" + path), Stop);
        Assert.Equal(status, (int)reply.StatusCode);
        Assert.Contains(words, await reply.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task NothingButItsOwnFilesIsServedAndEachWithItsPolicy()
    {
        await using PageServer server = await StartAsync(set.Directory);
        using HttpResponseMessage page = await _client.GetAsync(server.Address, Stop);
        string policy = Assert.Single(page.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none'; script-src 'self' 'sha256-", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(page.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("text/html", page.Content.Headers.ContentType!.MediaType);
        var again = new HttpRequestMessage(HttpMethod.Get, server.Address);
        again.Headers.IfNoneMatch.Add(page.Headers.ETag!);
        Assert.Equal(HttpStatusCode.NotModified, (await _client.SendAsync(again, Stop)).StatusCode);
        foreach (string path in (string[])["/campaign.json", "/..%2f..%2fetc/passwd", "/web/index.html", "/three/"])
            Assert.Equal(HttpStatusCode.NotFound, (await _client.GetAsync(new Uri(server.Address, path), Stop)).StatusCode);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    [InlineData("HEAD")]
    public async Task OnlyGetIsAnswered(string method)
    {
        await using PageServer server = await StartAsync(set.Directory);
        using HttpResponseMessage reply = await _client.SendAsync(new HttpRequestMessage(new HttpMethod(method), server.Address), Stop);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, reply.StatusCode);
        Assert.Equal("GET", Assert.Single(reply.Content.Headers.Allow));
    }

    [Theory]
    [InlineData("evil.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("127.0.0.1.evil.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("localhost.evil.example:80", HttpStatusCode.MisdirectedRequest)]
    [InlineData("localhost", HttpStatusCode.OK)]
    [InlineData("127.0.0.1:9", HttpStatusCode.OK)]
    [InlineData("[::1]:9", HttpStatusCode.OK)]
    public async Task ANameThatIsNotItsOwnIsRefused(string host, HttpStatusCode status)
    {
        await using PageServer server = await StartAsync(set.Directory);
        var request = new HttpRequestMessage(HttpMethod.Get, server.Address);
        request.Headers.Host = host;
        Assert.Equal(status, (await _client.SendAsync(request, Stop)).StatusCode);
    }

    [Fact]
    public async Task WithATokenNothingIsShownWithoutIt()
    {
        await using PageServer server = await new PageServer(set.Directory, null, Loopback, Token, null).StartedAsync();
        var overview = new Uri(server.Address, "/api/v1/overview");
        foreach (string path in (string[])["/", "/app.js", "/api/v1/overview", "/?token=", $"/?token={Token[1..]}", $"/?token={Token}x"])
            Assert.Equal(HttpStatusCode.Unauthorized, (await _client.GetAsync(new Uri(server.Address, path), Stop)).StatusCode);

        using HttpResponseMessage first = await _client.GetAsync(new Uri(server.Address, $"/?token={Token}"), Stop);
        Assert.Equal(HttpStatusCode.SeeOther, first.StatusCode);
        Assert.Equal("/", first.Headers.Location!.OriginalString);
        string cookie = Assert.Single(first.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        var kept = new HttpRequestMessage(HttpMethod.Get, overview);
        kept.Headers.Add("Cookie", cookie.Split(';')[0]);
        Assert.Equal(HttpStatusCode.OK, (await _client.SendAsync(kept, Stop)).StatusCode);
        var bearer = new HttpRequestMessage(HttpMethod.Get, overview);
        bearer.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        Assert.Equal(HttpStatusCode.OK, (await _client.SendAsync(bearer, Stop)).StatusCode);
    }

    [Fact]
    public async Task ADataSetAppearsAndGrowsWhileItIsShown()
    {
        string directory = _home["dataset"];
        Directory.CreateDirectory(directory);
        await using PageServer server = await StartAsync(directory);
        Assert.Equal(JsonValueKind.Null, (await JsonAsync(server, "overview")).GetProperty("dataset").ValueKind);
        Assert.Equal(HttpStatusCode.NotFound, (await _client.GetAsync(new Uri(server.Address, "/api/v1/assets"), Stop)).StatusCode);
        foreach (ulong assets in (ulong[])[8, 16])
        {
            // The writer's lock is its own: the page reads beside it.
            await SmallRun.RunAsync(directory, assets);
            Assert.True(SpinWait.SpinUntil(() => AssetCount(server) == (long)assets, TimeSpan.FromSeconds(30)), "The page did not see the new shard.");
            Assert.Equal(0, (await JsonAsync(server, $"assets/{assets - 1}/proof")).GetProperty("findings").GetArrayLength());
        }

        long AssetCount(PageServer page) => JsonAsync(page, "overview").GetAwaiter().GetResult().GetProperty("dataset").GetProperty("assets").GetInt64();
    }

    [Fact]
    public async Task ADamagedManifestIsSaidAndNotACrash()
    {
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(_home["damaged"]).FullName, "campaign.json"), "{");
        await using PageServer server = await StartAsync(_home["damaged"]);
        using HttpResponseMessage reply = await _client.GetAsync(new Uri(server.Address, "/api/v1/overview"), Stop);
        Assert.Equal(HttpStatusCode.InternalServerError, reply.StatusCode);
        Assert.Contains("campaign.json", await reply.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnAssetThatIsOfAnotherHashIsNotSound()
    {
        string copy = _home["copy"];
        set.CopyTo(copy);
        string manifest = Path.Combine(copy, "ledger");
        Directory.Delete(manifest, recursive: true);
        await using PageServer server = await StartAsync(copy);
        JsonElement proof = await JsonAsync(server, "assets/5/proof");
        Assert.Contains("the ledger is missing", proof.GetProperty("findings")[0].GetString(), StringComparison.Ordinal);
        Assert.False(proof.TryGetProperty("minted", out _));
    }

    [Fact]
    public async Task APortThatIsTakenIsSaid()
    {
        await using PageServer first = await StartAsync(set.Directory);
        IOException fault = await Assert.ThrowsAsync<IOException>(() =>
            new PageServer(set.Directory, null, new IPEndPoint(IPAddress.Loopback, first.Address.Port), null, null).StartedAsync());
        Assert.Contains("Choose another port", fault.Message, StringComparison.Ordinal);
    }

    private static Task<PageServer> StartAsync(string directory) => new PageServer(directory, null, Loopback, null, null).StartedAsync();

    private async Task<JsonElement> JsonAsync(PageServer server, string path) =>
        JsonDocument.Parse(System.Text.Encoding.UTF8.GetString(await BytesAsync(server, path, "application/json"))).RootElement;

    private async Task<byte[]> BytesAsync(PageServer server, string path, string type)
    {
        using HttpResponseMessage reply = await _client.GetAsync(new Uri(server.Address, "/api/v1/" + path), Stop);
        byte[] body = await reply.Content.ReadAsByteArrayAsync(Stop);
        Assert.True(reply.StatusCode == HttpStatusCode.OK, $"{path}: {reply.StatusCode}: {System.Text.Encoding.UTF8.GetString(body)}");
        Assert.Equal(type, reply.Content.Headers.ContentType!.MediaType);
        return body;
    }
}
