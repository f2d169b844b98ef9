using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Piwa.Host.Observability;
using Piwa.Host.Pages;
using Piwa.Host.Pages.Fleet;
using Piwa.Pipeline.Fleet;

namespace Piwa.Tests.Host.Pages;

/// <summary>The page of a fleet, asked without a browser.</summary>
public sealed class FleetPageTests : IDisposable
{
    private const string Token = "0123456789abcdefghij";

    private static readonly IPEndPoint Loopback = new(IPAddress.Loopback, 0);

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero));
    private readonly FleetFeed _feed;
    private readonly CoordinatorHealth _health;
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });

    public FleetPageTests()
    {
        _feed = new FleetFeed(ManyNodes.About, _clock);
        _health = new CoordinatorHealth(_clock);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task ItSaysWhereTheFleetStandsAndHowItsCoordinatorIs()
    {
        await using PageServer server = await StartAsync();
        JsonElement before = await JsonAsync(server, "fleet");
        Assert.Equal(JsonValueKind.Null, before.GetProperty("status").ValueKind);
        Assert.Equal("the coordinator has not begun", before.GetProperty("health").GetProperty("reason").GetString());
        Assert.Equal(0, (await JsonAsync(server, "fleet/nodes")).GetProperty("total").GetInt32());
        Assert.Equal(0, (await JsonAsync(server, "fleet/events")).GetProperty("total").GetInt32());

        _health.Looked();
        Look(100);
        _clock.Advance(TimeSpan.FromSeconds(10));
        Look(110);
        JsonElement all = await JsonAsync(server, "fleet"), status = all.GetProperty("status");
        Assert.Equal((1000, 110, 30, 5), (Whole("units"), Whole("committed"), Whole("leased"), Whole("lapsed")));
        Assert.Equal(1000, Whole("open") + Whole("leased") + Whole("checking") + Whole("agreed") + Whole("committed"));
        Assert.Equal((880, 8.0, 890.0), (Whole("assets"), status.GetProperty("rate").GetDouble(), status.GetProperty("leftSeconds").GetDouble()));
        Assert.Equal(_clock.GetUtcNow().AddSeconds(890).UtcDateTime, status.GetProperty("ends").GetDateTime());
        Assert.Equal((5000, 50), (Whole("nodes"), Whole("barred")));
        Assert.True(all.GetProperty("health").GetProperty("isReady").GetBoolean());
        Assert.Equal(0, all.GetProperty("health").GetProperty("committedSeconds").GetDouble());
        Assert.Equal(ManyNodes.About.Operator, all.GetProperty("operator").GetString());
        Assert.Equal(6, all.GetProperty("events").GetArrayLength());

        _clock.Advance(TimeSpan.FromSeconds(30));
        _health.Looked(new FleetDatabaseException("The fleet's database: it is gone."));
        _feed.Report("The fleet's database: it is gone.");
        all = await JsonAsync(server, "fleet");
        Assert.Equal("The fleet's database: it is gone.", all.GetProperty("fault").GetString());
        Assert.Equal("The fleet's database: it is gone.", all.GetProperty("health").GetProperty("databaseFault").GetString());
        Assert.Equal(_clock.GetUtcNow().AddSeconds(-30).UtcDateTime, all.GetProperty("at").GetDateTime());
        Assert.Equal(110, all.GetProperty("status").GetProperty("committed").GetInt32());
        Assert.Equal("The fleet's database: it is gone.", (await JsonAsync(server, "fleet/nodes")).GetProperty("fault").GetString());

        _clock.Advance(StallWatch.Longest);
        Assert.Equal(_health.FindStall(), (await JsonAsync(server, "fleet")).GetProperty("health").GetProperty("stall").GetString());

        int Whole(string name) => status.GetProperty(name).GetInt32();
    }

    [Fact]
    public async Task NodesAreSortedSearchedAndGivenInParts()
    {
        Look(0);
        await using PageServer server = await StartAsync();
        JsonElement first = await JsonAsync(server, "fleet/nodes?count=100");
        Assert.Equal((5000, 5000, 100), (first.GetProperty("all").GetInt32(), first.GetProperty("total").GetInt32(), first.GetProperty("nodes").GetArrayLength()));
        Assert.Equal(ManyNodes.Wallet(0), first.GetProperty("nodes")[0].GetProperty("wallet").GetString());
        JsonElement last = await JsonAsync(server, "fleet/nodes?count=100&offset=4990");
        Assert.Equal((10, ManyNodes.Wallet(4999)), (last.GetProperty("nodes").GetArrayLength(), last.GetProperty("nodes")[9].GetProperty("wallet").GetString()));
        Assert.Equal(0, (await JsonAsync(server, "fleet/nodes?offset=5000")).GetProperty("nodes").GetArrayLength());

        JsonElement worst = (await JsonAsync(server, "fleet/nodes?sort=accuracy&order=ascending&count=1")).GetProperty("nodes")[0];
        Assert.Equal(JsonValueKind.Null, worst.GetProperty("accuracy").ValueKind);
        JsonElement lowest = (await JsonAsync(server, "fleet/nodes?state=barred&sort=units&order=ascending&count=1"));
        Assert.Equal(50, lowest.GetProperty("total").GetInt32());
        Assert.Equal("at unit 4901 it made other assets than two others", lowest.GetProperty("nodes")[0].GetProperty("barred").GetString());
        Assert.Equal(0.9975, lowest.GetProperty("nodes")[0].GetProperty("accuracy").GetDouble());
        foreach (string key in (string[])["wallet", "device", "joined", "seen", "leases", "units", "assets", "sampled", "accuracy", "checks", "lapsed", "strikes", "stake"])
        {
            string[] up = await WalletsAsync($"sort={key}&order=ascending"), down = await WalletsAsync($"sort={key}");
            Assert.Equal(100, up.Length);
            Assert.NotEqual(up, down);
        }

        Assert.Equal([ManyNodes.Wallet(42)], await WalletsAsync($"search={ManyNodes.Wallet(42)[..12]}"));
        Assert.Equal(2500, (await JsonAsync(server, "fleet/nodes?search=epyc")).GetProperty("total").GetInt32());
        Assert.Equal(12, (await JsonAsync(server, "fleet/nodes?search=at%20unit%201&state=barred")).GetProperty("total").GetInt32());
        Assert.Equal(0, (await JsonAsync(server, "fleet/nodes?search=%3Cscript%3E")).GetProperty("total").GetInt32());

        async Task<string[]> WalletsAsync(string query) =>
            [.. (await JsonAsync(server, $"fleet/nodes?count=100&{query}")).GetProperty("nodes").EnumerateArray().Select(node => node.GetProperty("wallet").GetString()!)];
    }

    [Theory]
    [InlineData("fleet/nodes?sort=beauty", 400, "sort is 'beauty'")]
    [InlineData("fleet/nodes?order=up", 400, "order is 'up'")]
    [InlineData("fleet/nodes?state=drunk", 400, "state is 'drunk'")]
    [InlineData("fleet/nodes?count=101", 400, "0 to 100")]
    [InlineData("fleet/nodes?offset=-1", 400, "offset is '-1'")]
    [InlineData("fleet/events?count=101", 400, "0 to 100")]
    [InlineData("overview", 404, "There is no 'overview'")]
    [InlineData("fleet/nodes/1", 404, "There is no 'fleet/nodes/1'")]
    public async Task WhatCannotBeAnsweredIsRefusedInWords(string path, int status, string words)
    {
        Look(0);
        await using PageServer server = await StartAsync();
        using HttpResponseMessage reply = await _client.GetAsync(new Uri(server.Address, "/api/v1/" + path), Stop);
        Assert.Equal(status, (int)reply.StatusCode);
        using JsonDocument refusal = JsonDocument.Parse(await reply.Content.ReadAsStringAsync(Stop));
        Assert.Contains(words, refusal.RootElement.GetProperty("error").GetString(), StringComparison.Ordinal);
        using HttpResponseMessage tooLong = await _client.GetAsync(new Uri(server.Address, $"/api/v1/fleet/nodes?search={new string('x', 101)}"), Stop);
        Assert.Equal(HttpStatusCode.BadRequest, tooLong.StatusCode);
    }

    [Fact]
    public async Task NothingCanBeChangedAndWithATokenNothingIsShownWithoutIt()
    {
        await using PageServer open = await StartAsync(), closed = await StartAsync(Token);
        foreach (string method in (string[])["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
        {
            foreach (string path in (string[])["/", "/api/v1/fleet", "/api/v1/fleet/nodes", "/v1/nodes"])
            {
                using HttpResponseMessage reply = await _client.SendAsync(new HttpRequestMessage(new HttpMethod(method), new Uri(open.Address, path)), Stop);
                Assert.Equal(HttpStatusCode.MethodNotAllowed, reply.StatusCode);
            }
        }

        foreach (string path in (string[])["/", "/fleet.js", "/api/v1/fleet", "/api/v1/fleet/nodes", "/api/v1/fleet/events"])
            Assert.Equal(HttpStatusCode.Unauthorized, (await _client.GetAsync(new Uri(closed.Address, path), Stop)).StatusCode);
        var bearer = new HttpRequestMessage(HttpMethod.Get, new Uri(closed.Address, "/api/v1/fleet"));
        bearer.Headers.Authorization = new("Bearer", Token);
        Assert.Equal(HttpStatusCode.OK, (await _client.SendAsync(bearer, Stop)).StatusCode);

        using HttpResponseMessage page = await _client.GetAsync(open.Address, Stop);
        string policy = Assert.Single(page.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("/fleet.js", await page.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    private void Look(long committed) => _feed.Report(
        ManyNodes.Status(5000, committed, _clock.GetUtcNow()), [.. Enumerable.Range(1, 90).Reverse().Select(number => ManyNodes.Event(number, _clock.GetUtcNow()))]);

    private Task<PageServer> StartAsync(string? token = null) =>
        new PageServer(ManyNodes.Routes(_feed, _clock, _health), PageServer.FleetStart, Loopback, "--page", token, null).StartedAsync();

    private async Task<JsonElement> JsonAsync(PageServer server, string path)
    {
        using HttpResponseMessage reply = await _client.GetAsync(new Uri(server.Address, "/api/v1/" + path), Stop);
        string text = await reply.Content.ReadAsStringAsync(Stop);
        Assert.True(reply.StatusCode == HttpStatusCode.OK, $"{path}: {reply.StatusCode}: {text}");
        return JsonDocument.Parse(text).RootElement;
    }
}
