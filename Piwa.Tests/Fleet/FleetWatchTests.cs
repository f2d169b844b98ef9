using System.Net;
using System.Text.Json;
using Piwa.Host.Observability;
using Piwa.Host.Pages;
using Piwa.Host.Pages.Fleet;
using Piwa.Host.Serving;
using Piwa.Pipeline.Fleet;
using Piwa.Tests.Host;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Fleet;

/// <summary>The page of a real fleet, on a real PostgreSQL.</summary>
[Collection(PostgresTests.Name)]
public sealed class FleetWatchTests(PostgresServer server) : IAsyncDisposable
{
    private readonly FleetNetwork _network = new(server);
    private readonly HttpClient _client = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _network.DisposeAsync();
    }

    [Fact]
    public async Task ThePageShowsTheFleetAndThatItsDatabaseIsAway()
    {
        (FleetCoordinator coordinator, Uri address) = await _network.StartAsync();
        var about = new FleetAbout(coordinator.Order, coordinator.Address.ToString(), "store", () => address);
        var feed = new FleetFeed(about, TimeProvider.System);
        var health = new CoordinatorHealth(TimeProvider.System);
        using var watch = new FleetWatch(coordinator, feed, TimeProvider.System);
        await using PageServer page = await new PageServer(
            new FleetPageRoutes(about, feed, health, TimeProvider.System), PageServer.FleetStart, new IPEndPoint(IPAddress.Loopback, 0), "--page", null, null)
            .StartedAsync();
        await watch.StartAsync(Stop);
        await UntilAsync(page, "fleet", one => one.GetProperty("status") is { ValueKind: JsonValueKind.Object } begin && begin.GetProperty("nodes").GetInt32() == 0);
        await Task.WhenAll(_network.RunNodeAsync(address, "a"), _network.RunNodeAsync(address, "b"));
        await coordinator.AllowAsync(_network.NewKey().PublicKey, new NodeChange(Stake: 250_000_000, IsBarred: true), Stop);

        JsonElement all = await UntilAsync(page, "fleet", one => one.GetProperty("status").GetProperty("nodes").GetInt32() == 3);
        JsonElement status = all.GetProperty("status");
        Assert.Equal((FleetNetwork.Units, FleetNetwork.Assets), (status.GetProperty("committed").GetInt32(), status.GetProperty("assets").GetUInt64()));
        Assert.Equal(0, status.GetProperty("leftSeconds").GetDouble());
        JsonElement[] nodes = [.. (await JsonAsync(page, "fleet/nodes")).GetProperty("nodes").EnumerateArray()];
        Assert.Equal(FleetNetwork.Units, nodes.Sum(node => node.GetProperty("units").GetInt32()));
        Assert.All(nodes[..2].Where(node => node.GetProperty("sampled").GetInt32() > 0), node => Assert.Equal(1, node.GetProperty("accuracy").GetDouble()));
        Assert.Equal("by the operator", nodes[2].GetProperty("barred").GetString());
        JsonElement said = (await JsonAsync(page, "fleet/events")).GetProperty("events")[0];
        Assert.Equal(("node changed", "barred, stake 2.5 RENDER"), (said.GetProperty("what").GetString(), said.GetProperty("detail").GetString()));

        server.Kill();
        try
        {
            JsonElement away = await UntilAsync(page, "fleet", one => one.GetProperty("fault").ValueKind == JsonValueKind.String);
            Assert.Contains("database", away.GetProperty("fault").GetString(), StringComparison.Ordinal);
            Assert.Equal(FleetNetwork.Units, away.GetProperty("status").GetProperty("committed").GetInt32());
        }
        finally
        {
            await server.StartAsync();
        }

        await UntilAsync(page, "fleet", one => one.GetProperty("fault").ValueKind == JsonValueKind.Null);
        await watch.StopAsync(Stop);
        Assert.True(watch.ExecuteTask!.IsCompletedSuccessfully);
    }

    private async Task<JsonElement> UntilAsync(PageServer page, string path, Func<JsonElement, bool> condition)
    {
        const int Tries = 600;
        for (int i = 0; i < Tries; i++)
        {
            JsonElement answer = await JsonAsync(page, path);
            if (condition(answer))
                return answer;
            await Task.Delay(100, Stop);
        }

        throw new TimeoutException($"Never so: {await JsonAsync(page, path)}");
    }

    private async Task<JsonElement> JsonAsync(PageServer page, string path) =>
        JsonDocument.Parse(await _client.GetStringAsync(new Uri(page.Address, "/api/v1/" + path), Stop)).RootElement;
}
