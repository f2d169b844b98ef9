using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using Piwa.Chain.Keys;
using Piwa.Chain.Requests;
using Piwa.Pipeline;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Fleet;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Stages;
using Piwa.Pipeline.Stores;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Fleet;

/// <summary>Nodes of strangers put shards into a real bucket by themselves, and have no keys of it.</summary>
[Collection(PostgresTests.Name)]
public sealed class FleetUploadTests(PostgresServer server) : IAsyncDisposable
{
    private readonly FleetNetwork _network = new(server);
    private readonly HttpClient _http = new();
    private S3Server _s3 = null!;
    private S3Store? _store;
    private string _bucket = "";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _network.DisposeAsync();
        _store?.Dispose();
        _http.Dispose();
    }

    [Fact]
    public async Task ShardsGoToTheBucketAndAreKeptOnceTheyAreAgreedOn()
    {
        (FleetCoordinator coordinator, Uri address) = await StartAsync();
        FleetReport[] reports = await Task.WhenAll(_network.RunNodeAsync(address, "a"), _network.RunNodeAsync(address, "b"));
        Assert.Equal(FleetNetwork.Units, reports.Sum(report => report.Units));
        await FleetNetwork.AssertPaidOnceAsync(coordinator);
        await _network.AssertSameSetAsync();

        using AmazonS3Client client = _s3.Client();
        List<S3Object> objects = (await client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = _bucket }, Stop)).S3Objects;
        Assert.DoesNotContain(objects, found => found.Key.Contains("uploads/", StringComparison.Ordinal));
        S3Object[] data = [.. objects.Where(found => found.Key.StartsWith("fleet/data/", StringComparison.Ordinal))];
        Assert.Equal(FleetNetwork.Units, data.Length);
        foreach (S3Object found in data)
        {
            using GetObjectResponse response = await client.GetObjectAsync(_bucket, found.Key, Stop);
            var bytes = new MemoryStream();
            await response.ResponseStream.CopyToAsync(bytes, Stop);
            Assert.Equal($"fleet/data/{Blake3.Hash(bytes.ToArray())}.parquet", found.Key);
        }
    }

    [Fact]
    public async Task AnAddressIsForOneObjectOfOneLengthOnce()
    {
        (FleetCoordinator _, Uri address) = await StartAsync();
        byte[] mine = [1, 2, 3, 4, 5], other = [1, 2, 3, 4, 6];
        using Keypair wallet = Keypair.Generate();
        using FleetClient client = await FleetClient.OpenAsync(address, wallet, TimeProvider.System, Stop);
        FleetLease lease = Assert.Single((await client.AskForWorkAsync(1, 0, "a node", Stop)).Units);
        UploadTicket ticket = await AskAsync(address, wallet, new WireUpload(lease, mine.Length, Blake3.Hash(mine)));
        Assert.StartsWith($"{_s3.Endpoint}/{_bucket}/fleet/uploads/0000000000-{lease.Epoch}-", ticket.Address, StringComparison.Ordinal);

        string elsewhere = ticket.Address!.Replace("/uploads/", "/data/", StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, await SendAsync(HttpMethod.Put, elsewhere, mine, ticket.Headers));
        Assert.Equal(HttpStatusCode.Forbidden, await SendAsync(HttpMethod.Put, ticket.Address, [.. mine, 0], ticket.Headers));
        Assert.Equal(HttpStatusCode.Forbidden, await SendAsync(HttpMethod.Put, ticket.Address, mine, new Dictionary<string, string>()));
        Assert.Equal(HttpStatusCode.OK, await SendAsync(HttpMethod.Put, ticket.Address, mine, ticket.Headers));
        Assert.Equal(HttpStatusCode.PreconditionFailed, await SendAsync(HttpMethod.Put, ticket.Address, other, ticket.Headers));
        foreach (HttpMethod method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Delete, HttpMethod.Post])
            Assert.Equal(HttpStatusCode.Forbidden, await SendAsync(method, ticket.Address, method == HttpMethod.Post ? mine : null, ticket.Headers));
        Assert.Equal(HttpStatusCode.Forbidden, await SendAsync(HttpMethod.Put, ticket.Address[..^1] + (ticket.Address[^1] == '0' ? '1' : '0'), mine, ticket.Headers));
        string name = new Uri(ticket.Address).AbsolutePath[$"/{_bucket}/".Length..];
        using AmazonS3Client s3 = _s3.Client();
        using GetObjectResponse there = await s3.GetObjectAsync(_bucket, name, Stop);
        var bytes = new MemoryStream();
        await there.ResponseStream.CopyToAsync(bytes, Stop);
        Assert.Equal(mine, bytes.ToArray());

        // Asked again, it is there: an answer was lost. Another node gets no address for this lease.
        Assert.Null((await AskAsync(address, wallet, new WireUpload(lease, mine.Length, Blake3.Hash(mine)))).Address);
        using Keypair stranger = Keypair.Generate();
        var fault = await Assert.ThrowsAsync<RequestException>(() => AskAsync(address, stranger, new WireUpload(lease, other.Length, Blake3.Hash(other))));
        Assert.Equal(HttpStatusCode.Conflict, fault.Status);
    }

    [Fact]
    public async Task WhoPutsOtherBytesThanItSaysIsFound()
    {
        (FleetCoordinator coordinator, Uri address) = await StartAsync();
        using Keypair faker = Keypair.Generate();
        using (FleetClient client = await FleetClient.OpenAsync(address, faker, TimeProvider.System, Stop))
        {
            FleetLease lease = Assert.Single((await client.AskForWorkAsync(1, 0, "a faker", Stop)).Units);
            string home = Path.Combine(_network.Home, "faker");
            await SmallRun.RunAsync(Path.Combine(home, "dataset"), (ulong)SmallRun.Campaign.ShardAssets);
            using Dataset dataset = Dataset.Open(Path.Combine(home, "dataset"));
            ShardRecord made = dataset.Shards[0];
            ShardAsset[] rows;
            await using (ShardReader reader = await dataset.OpenShardAsync(made, Stop))
                rows = [.. await reader.ReadHashesAsync(Stop)];
            byte[] bytes = await File.ReadAllBytesAsync(dataset.PathOf(made), Stop);
            bytes[bytes.Length / 2] ^= 1;
            string path = Path.Combine(home, "other");
            await File.WriteAllBytesAsync(path, bytes, Stop);
            ShardRecord record = await ProofOfRender.SignAsync(
                made with { Wallet = faker.PublicKey.ToString() }, faker, TimeProvider.System.GetUtcNow(), Stop);
            Assert.True(await client.UploadAsync(lease, record, path, Stop));
            byte[] campaign = coordinator.CampaignBytes.ToArray();
            Assert.Equal(FinishOutcome.Taken, await client.FinishAsync(lease, OracleGate.Submit(faker.PublicKey, campaign, record, rows), [], Stop));
        }

        FleetReport[] honest = await Task.WhenAll(_network.RunNodeAsync(address, "a"), _network.RunNodeAsync(address, "b"));
        Assert.Equal(FleetNetwork.Units, honest.Sum(report => report.Units));
        FleetNodeStatus found = Assert.Single((await coordinator.StatusAsync(Stop)).Nodes, node => node.Barred is not null);
        Assert.Equal((faker.PublicKey.ToString(), 0), (found.Wallet, (int)found.Units));
        Assert.Contains("its file has another hash", found.Barred, StringComparison.Ordinal);
        await FleetNetwork.AssertPaidOnceAsync(coordinator);
        await _network.AssertSameSetAsync();
    }

    [Fact]
    public async Task WhereNodesCannotReachTheBucketShardsGoThroughTheCoordinator()
    {
        _network.RelaysUploads = true;
        (FleetCoordinator coordinator, Uri address) = await StartAsync();
        using Keypair wallet = Keypair.Generate();
        using (FleetClient client = await FleetClient.OpenAsync(address, wallet, TimeProvider.System, Stop))
        {
            FleetLease lease = Assert.Single((await client.AskForWorkAsync(1, 0, "a node", Stop)).Units);
            UploadTicket ticket = await AskAsync(address, wallet, new WireUpload(lease, 5, Blake3.Hash([1, 2, 3, 4, 5])));
            Assert.StartsWith("/v1/data/", ticket.Address, StringComparison.Ordinal);
            await client.ReleaseAsync([lease], Stop);
        }

        await Task.WhenAll(_network.RunNodeAsync(address, "a"), _network.RunNodeAsync(address, "b"));
        await FleetNetwork.AssertPaidOnceAsync(coordinator);
        await _network.AssertSameSetAsync();
    }

    private async Task<(FleetCoordinator Coordinator, Uri Address)> StartAsync()
    {
        _s3 = await S3Server.RequireAsync();
        _bucket = await _s3.NewBucketAsync();
        _network.Store = _store = new S3Store($"s3://{_bucket}/fleet", _s3.Options());
        return await _network.StartAsync();
    }

    /// <summary>What a node asks before it puts a file.</summary>
    private static async Task<UploadTicket> AskAsync(Uri address, Keypair wallet, WireUpload upload)
    {
        using RequestClient client = new(new RequestClientOptions { Address = address, Wallet = wallet, Name = "the coordinator" });
        WireFleet fleet = await client.AskAsync(FleetRoutes.Fleet, null, FleetJson.Default.WireFleet, Stop);
        client.SignFor(PublicKey.Parse(fleet.Address));
        byte[] body = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(upload, FleetJson.Default.WireUpload);
        return await client.AskAsync(FleetRoutes.Uploads, body, FleetJson.Default.UploadTicket, Stop);
    }

    private async Task<HttpStatusCode> SendAsync(HttpMethod method, string address, byte[]? body, IReadOnlyDictionary<string, string> headers)
    {
        using HttpRequestMessage request = new(method, address) { Content = body is null ? null : new ByteArrayContent(body) };
        foreach ((string name, string value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using HttpResponseMessage response = await _http.SendAsync(request, Stop);
        return response.StatusCode;
    }
}
