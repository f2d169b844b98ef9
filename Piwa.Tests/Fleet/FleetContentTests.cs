using System.Text.Json;
using Piwa.Chain.Keys;
using Piwa.Kernels.Views;
using Piwa.Pipeline;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Fleet;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Stages;
using Piwa.Pipeline.Stores;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Fleet;

/// <summary>A node says the right digests, and stores a shard whose rows hold something else: it is found before it is paid.</summary>
[Collection(PostgresTests.Name)]
public sealed class FleetContentTests(PostgresServer server) : IAsyncDisposable
{
    private readonly FleetNetwork _network = new(server);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _network.DisposeAsync();

    [Fact]
    public Task WhoStoresOtherImagesThanItSaysIsFound() => AssertFoundAsync(
        rows => Array.Copy(rows[1].Images(ViewChannels.Color), rows[0].Images(ViewChannels.Color), 1), "stored other content than it said");

    [Fact]
    public async Task WhoStoresAnotherMeshThanItSaysIsFoundInABucket()
    {
        S3Server s3 = await S3Server.RequireAsync();
        using var store = new S3Store($"s3://{await s3.NewBucketAsync()}/fleet", s3.Options());
        _network.Store = store;
        await AssertFoundAsync(rows => Forge(rows[0], rows[3]), "stored other content than it said");

        static void Forge(AssetRow row, AssetRow other)
        {
            (row.MeshPositions, row.MeshTriangles, row.MeshNormals, row.MeshParts) =
                (other.MeshPositions, other.MeshTriangles, other.MeshNormals, other.MeshParts);
            (row.VertexCount, row.TriangleCount) = (other.VertexCount, other.TriangleCount);
        }
    }

    /// <summary>Rows whose hashes are of other rows, or which are no frames, need no sample.</summary>
    [Fact]
    public Task WhoStoresOtherHashesThanItSaysIsFoundWhateverIsSampled()
    {
        _network.Rules.Samples = 1;
        return AssertFoundAsync(rows => rows[7].Hashes = rows[6].Hashes, "the Merkle root of its rows");
    }

    private async Task AssertFoundAsync(Action<AssetRow[]> forge, string why)
    {
        if (_network.Rules.Samples > 1)
            _network.Rules.Samples = SmallRun.Campaign.ShardAssets; // so that the forged one is among them
        (FleetCoordinator coordinator, Uri address) = await _network.StartAsync();
        using Keypair faker = Keypair.Generate();
        using (FleetClient client = await FleetClient.OpenAsync(address, faker, TimeProvider.System, Stop))
        {
            FleetLease lease = Assert.Single((await client.AskForWorkAsync(1, 0, "a faker", Stop)).Units);
            Assert.Equal(0, lease.Unit);
            (ShardRecord record, ShardAsset[] assets, string path) = await MakeAsync(coordinator, faker, forge);
            Assert.True(await client.UploadAsync(lease, record, path, Stop));
            byte[] campaign = coordinator.CampaignBytes.ToArray();
            Assert.Equal(FinishOutcome.Taken, await client.FinishAsync(lease, OracleGate.Submit(faker.PublicKey, campaign, record, assets), [], Stop));
        }

        FleetReport[] honest = await Task.WhenAll(_network.RunNodeAsync(address, "a"), _network.RunNodeAsync(address, "b"));
        Assert.Equal(FleetNetwork.Units, honest.Sum(report => report.Units));
        FleetNodeStatus found = Assert.Single((await coordinator.StatusAsync(Stop)).Nodes, node => node.Barred is not null);
        Assert.Equal((faker.PublicKey.ToString(), 0), (found.Wallet, (int)found.Units));
        Assert.Contains(why, found.Barred, StringComparison.Ordinal);
        await FleetNetwork.AssertPaidOnceAsync(coordinator);
        await _network.AssertSameSetAsync();
    }

    /// <summary>The first unit, made as it should be, and written with other rows under the same hashes; all that is said of the file is true.</summary>
    private async Task<(ShardRecord Record, ShardAsset[] Assets, string Path)> MakeAsync(FleetCoordinator coordinator, Keypair faker, Action<AssetRow[]> forge)
    {
        string home = Directory.CreateDirectory(Path.Combine(_network.Home, "faker")).FullName;
        await SmallRun.RunAsync(Path.Combine(home, "dataset"), (ulong)SmallRun.Campaign.ShardAssets);
        using Dataset dataset = Dataset.Open(Path.Combine(home, "dataset"));
        ShardRecord made = dataset.Shards[0];
        AssetRow[] rows;
        RowLayout layout;
        await using (ShardReader reader = await dataset.OpenShardAsync(made, Stop))
        {
            layout = reader.Layout;
            rows = [.. await reader.ReadRowGroupAsync(0, Stop)];
        }

        ShardAsset[] assets = [.. rows.Select(ShardAsset.Of)];
        forge(rows);
        string path = Path.Combine(home, "forged.parquet");
        using var writer = new ShardWriter(path, new ShardEncoder(layout, made.Campaign));
        writer.WriteRowGroup(rows);
        (ContentHash hash, long bytes, _) = writer.Commit();
        ShardRecord record = await ProofOfRender.SignAsync(
            made with { FileHash = hash, Bytes = bytes, Wallet = faker.PublicKey.ToString() }, faker, TimeProvider.System.GetUtcNow(), Stop);
        Assert.Equal(JsonSerializer.Serialize(SmallRun.Campaign), JsonSerializer.Serialize(coordinator.Order.Campaign));
        return (record, assets, path);
    }
}
