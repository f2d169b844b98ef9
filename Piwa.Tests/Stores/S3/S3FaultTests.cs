using Amazon.S3;
using Piwa.Pipeline;
using Piwa.Pipeline.Stores;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Stores.S3;

/// <summary>What happens between a store and its server, without loss and nothing twice.</summary>
public sealed class S3FaultTests : IDisposable
{
    private static readonly ProxyFault[] All =
        [ProxyFault.Drop, ProxyFault.Busy, ProxyFault.Corrupt, ProxyFault.CutBehind, ProxyFault.FailBehind, ProxyFault.Truncate];

    private readonly TemporaryDirectory _home = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _home.Dispose();

    /// <summary>An attempt that did its work, and whose answer was lost, is a success when the next is told that the object is there.</summary>
    [Theory]
    [InlineData(ProxyFault.CutBehind)]
    [InlineData(ProxyFault.FailBehind)]
    public async Task ACreationWhoseAnswerIsLostCounts(object fault)
    {
        S3Server server = await S3Server.RequireAsync();
        string address = $"s3://{await server.NewBucketAsync()}";
        int left = 1;
        await using var proxy = new FaultyProxy(
            server.Endpoint, request => request.IsOf("a.json") && Interlocked.Decrement(ref left) == 0 ? (ProxyFault)fault : ProxyFault.None);
        using S3Store store = new(address, server.Options(proxy.Endpoint)), other = new(address, server.Options());
        Assert.True(await store.TryCreateAsync("units/a.json", "mine"u8.ToArray(), Stop));
        Assert.Equal("mine"u8.ToArray(), await store.ReadAsync("units/a.json"));
        Assert.Equal(2, proxy.Log.Count(entry => entry.Request.Method == "PUT" && entry.Request.IsOf("a.json")));

        // Another's stays another's, whatever happens on the way.
        await other.TryCreateAsync("units/b.json", "theirs"u8.ToArray(), Stop);
        left = 1;
        Assert.False(await store.TryCreateAsync("units/b.json", "mine"u8.ToArray(), Stop));
        Assert.Equal("theirs"u8.ToArray(), await other.ReadAsync("units/b.json"));
    }

    /// <summary>Many create the same names over a bad line: each name has one winner, and is whole, and is his.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task OverABadLineEachNameHasOneWinner(int seed)
    {
        S3Server server = await S3Server.RequireAsync();
        string address = $"s3://{await server.NewBucketAsync()}";
        await using FaultyProxy proxy = BadLine(server, seed);
        S3StoreOptions options = server.Options(proxy.Endpoint);
        options.Attempts = 30;
        S3Store[] stores = [.. Enumerable.Range(0, 4).Select(_ => new S3Store(address, options))];
        const int Names = 40;
        bool[][] won = await Task.WhenAll(Enumerable.Range(0, Names).Select(name => Task.WhenAll(
            stores.Select((store, i) => store.TryCreateAsync($"units/{name:D2}.json", Content(name, i), Stop)))));
        using var direct = new S3Store(address, server.Options());
        Assert.Equal(Enumerable.Range(0, Names).Select(name => $"units/{name:D2}.json"), await direct.NamesAsync("units/"));
        for (int name = 0; name < Names; name++)
        {
            Assert.Equal(1, won[name].Count(wins => wins));
            Assert.Equal(Content(name, Array.IndexOf(won[name], true)), await direct.ReadAsync($"units/{name:D2}.json"));
        }

        Assert.All(All, fault => Assert.Contains(proxy.Log, entry => entry.Fault == fault));
        Array.ForEach(stores, store => store.Dispose());

        static byte[] Content(int name, int i) => S3Data.Bytes(2000 + i, (name * 10) + i);
    }

    /// <summary>Large files over a bad line, there and back.</summary>
    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public async Task OverABadLineFilesArriveAndComeBack(int seed)
    {
        S3Server server = await S3Server.RequireAsync();
        string bucket = await server.NewBucketAsync();
        await using FaultyProxy proxy = BadLine(server, seed);
        S3StoreOptions options = server.Options(proxy.Endpoint);
        options.Attempts = 30;
        using S3Store store = new($"s3://{bucket}", options), direct = new($"s3://{bucket}", server.Options());
        int[] lengths = [100, 4_000_000, 6_000_000, 17_000_000, 23_000_000];
        await Task.WhenAll(lengths.Select(async length =>
        {
            await File.WriteAllBytesAsync(_home[$"{length}"], S3Data.Bytes(length, seed), Stop);
            await store.UploadAsync($"data/{length}", _home[$"{length}"], Stop);
        }));
        Assert.Equal(lengths.Select(length => $"data/{length}").Order(StringComparer.Ordinal), await direct.NamesAsync("data/"));
        foreach (int length in lengths)
        {
            Assert.Equal(S3Data.Bytes(length, seed), await direct.ReadAsync($"data/{length}"));
            Assert.Equal(S3Data.Bytes(length, seed), await store.ReadAsync($"data/{length}"));
        }
    }

    /// <summary>A file's parts are sent again one by one, not the whole.</summary>
    [Fact]
    public async Task APartThatFailsIsSentAgainByItself()
    {
        S3Server server = await S3Server.RequireAsync();
        string bucket = await server.NewBucketAsync();
        int left = 2;
        await using var proxy = new FaultyProxy(
            server.Endpoint,
            request => request.IsOf("partNumber=2") && Interlocked.Decrement(ref left) >= 0 ? ProxyFault.Corrupt : ProxyFault.None);
        using var store = new S3Store($"s3://{bucket}", server.Options(proxy.Endpoint));
        byte[] content = S3Data.Bytes(16_000_000, seed: 1);
        await File.WriteAllBytesAsync(_home["file"], content, Stop);
        await store.UploadAsync("data/a", _home["file"], Stop);
        Assert.Equal(content, await store.ReadAsync("data/a"));
        Assert.Equal([1, 3, 1, 1], Enumerable.Range(1, 4).Select(part => proxy.Log.Count(entry => entry.Request.IsOf($"partNumber={part}"))));
    }

    /// <summary>Where the server completes an upload and its answer is lost, the next attempt finds none: what is there is looked at.</summary>
    [Theory]
    [InlineData(ProxyFault.CutBehind)]
    [InlineData(ProxyFault.FailBehind)]
    public async Task AnUploadWhoseCompletionIsLostIsNotSentAgain(object fault)
    {
        S3Server server = await S3Server.RequireAsync();
        string bucket = await server.NewBucketAsync();
        int left = 1;
        await using var proxy = new FaultyProxy(
            server.Endpoint,
            request => request.Method == "POST" && request.IsOf("uploadId=") && Interlocked.Decrement(ref left) == 0 ? (ProxyFault)fault : ProxyFault.None);
        using var store = new S3Store($"s3://{bucket}", server.Options(proxy.Endpoint));
        byte[] content = S3Data.Bytes(11_000_000, seed: 1);
        await File.WriteAllBytesAsync(_home["file"], content, Stop);
        await store.UploadAsync("data/a", _home["file"], Stop);
        Assert.Equal(content, await store.ReadAsync("data/a"));
        Assert.Equal(3, proxy.Log.Count(entry => entry.Request.Method == "PUT" && entry.Request.IsOf("partNumber=")));
    }

    /// <summary>Who fails for good leaves no parts behind.</summary>
    [Fact]
    public async Task AnUploadThatFailsIsGivenUp()
    {
        S3Server server = await S3Server.RequireAsync();
        string bucket = await server.NewBucketAsync();
        await using var proxy = new FaultyProxy(server.Endpoint, request => request.IsOf("partNumber=3") ? ProxyFault.Busy : ProxyFault.None);
        S3StoreOptions options = server.Options(proxy.Endpoint);
        options.Attempts = 3;
        using var store = new S3Store($"s3://{bucket}", options);
        await File.WriteAllBytesAsync(_home["file"], S3Data.Bytes(16_000_000, seed: 1), Stop);
        IOException fault = await Assert.ThrowsAsync<IOException>(() => store.UploadAsync("data/a", _home["file"], Stop));
        Assert.Contains("Part 3 of data/a", fault.Message, StringComparison.Ordinal);
        Assert.Contains("SlowDown", fault.Message, StringComparison.Ordinal);
        using AmazonS3Client client = server.Client();
        Assert.Empty((await client.ListMultipartUploadsAsync(bucket, Stop)).MultipartUploads ?? []);
        Assert.Empty(await store.NamesAsync("data/"));
    }

    /// <summary>A server may answer 200 and say in the answer that it failed: the file is there in the end all the same.</summary>
    [Fact]
    public async Task AnErrorWithinASuccessIsSeen()
    {
        S3Server server = await S3Server.RequireAsync();
        string bucket = await server.NewBucketAsync();
        int left = 1;
        await using var proxy = new FaultyProxy(
            server.Endpoint,
            request => request.Method == "POST" && request.IsOf("uploadId=") && Interlocked.Decrement(ref left) == 0 ? ProxyFault.ErrorWithin : ProxyFault.None);
        using var store = new S3Store($"s3://{bucket}", server.Options(proxy.Endpoint));
        byte[] content = S3Data.Bytes(11_000_000, seed: 1);
        await File.WriteAllBytesAsync(_home["file"], content, Stop);
        await store.UploadAsync("data/a", _home["file"], Stop);
        Assert.True(left < 1);
        Assert.Equal(content, await store.ReadAsync("data/a"));
    }

    [Fact]
    public async Task AnUploadThatIsCancelledIsGivenUp()
    {
        S3Server server = await S3Server.RequireAsync();
        string bucket = await server.NewBucketAsync();
        await using var proxy = new FaultyProxy(server.Endpoint, request => request.IsOf("partNumber=2") ? ProxyFault.Hang : ProxyFault.None);
        using var store = new S3Store($"s3://{bucket}", server.Options(proxy.Endpoint));
        await File.WriteAllBytesAsync(_home["file"], S3Data.Bytes(11_000_000, seed: 1), Stop);
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        Task upload = store.UploadAsync("data/a", _home["file"], leave.Token);
        while (!proxy.Log.Any(entry => entry.Fault == ProxyFault.Hang))
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Stop);
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => upload);
        using AmazonS3Client client = server.Client();
        Assert.Empty((await client.ListMultipartUploadsAsync(bucket, Stop)).MultipartUploads ?? []);
    }

    /// <summary>A read goes on where it broke off, and not in another object of the same name.</summary>
    [Fact]
    public async Task AReadDoesNotGoOnInAnotherObject()
    {
        S3Server server = await S3Server.RequireAsync();
        string bucket = await server.NewBucketAsync();
        await using var proxy = new FaultyProxy(server.Endpoint, request => request.Method == "GET" && request.IsOf("data/a") ? ProxyFault.Truncate : ProxyFault.None);
        using S3Store store = new($"s3://{bucket}", server.Options(proxy.Endpoint)), other = new($"s3://{bucket}", server.Options());
        await File.WriteAllBytesAsync(_home["file"], S3Data.Bytes(3_000_000, seed: 1), Stop);
        await File.WriteAllBytesAsync(_home["other"], S3Data.Bytes(3_000_000, seed: 2), Stop);
        await other.UploadAsync("data/a", _home["file"], Stop);
        await using Stream stream = await store.OpenReadAsync("data/a", Stop);
        byte[] some = new byte[1000];
        await stream.ReadExactlyAsync(some, Stop);
        await other.UploadAsync("data/a", _home["other"], Stop);
        IOException fault = await Assert.ThrowsAnyAsync<IOException>(() => stream.CopyToAsync(Stream.Null, Stop));
        Assert.Contains("was replaced while it was read", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AServerThatDoesNotAnswerIsAskedAgainAndCanBeLeft()
    {
        S3Server server = await S3Server.RequireAsync();
        string bucket = await server.NewBucketAsync();
        int left = 1;
        await using var proxy = new FaultyProxy(
            server.Endpoint,
            request => request.IsOf("b.json") || (request.IsOf("a.json") && Interlocked.Decrement(ref left) >= 0) ? ProxyFault.Hang : ProxyFault.None);
        S3StoreOptions options = server.Options(proxy.Endpoint);
        options.RequestTimeout = TimeSpan.FromSeconds(2);
        using var store = new S3Store($"s3://{bucket}", options);
        Assert.True(await store.TryCreateAsync("units/a.json", new byte[10], Stop));
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        Task<bool> create = store.TryCreateAsync("units/b.json", new byte[10], leave.Token);
        while (!proxy.Log.Any(entry => entry.Request.IsOf("b.json")))
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Stop);
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => create);
    }

    /// <summary>Two nodes make a set over a bad line, and it is the one that they make in a directory.</summary>
    [Fact]
    public async Task OverABadLineAFleetMakesTheSameSet()
    {
        S3Server server = await S3Server.RequireAsync();
        string address = $"s3://{await server.NewBucketAsync()}/fleet";
        await using FaultyProxy proxy = BadLine(server, seed: 5);
        S3StoreOptions options = server.Options(proxy.Endpoint);
        options.Attempts = 30;
        const ulong Assets = 36;
        await Task.WhenAll(Enumerable.Range(0, 2).Select(async i =>
        {
            using var store = new S3Store(address, options);
            WorkReport report = await Pipeline($"node-{i}").WorkAsync(store, Assets, new WorkPartition(i, 2), null, Stop);
            Assert.True(report.IsDone);
        }));
        var directory = new DirectoryStore(_home["store"]);
        await Pipeline("node").WorkAsync(directory, Assets, WorkPartition.Whole, null, Stop);
        using var bad = new S3Store(address, options);
        Assert.True((await FleetGatherer.GatherAsync(bad, _home["s3/dataset"], null, Stop)).IsComplete);
        await FleetGatherer.GatherAsync(directory, _home["local/dataset"], null, Stop);
        string[] shards = [.. Directory.GetFiles(_home["local/dataset/shards"])];
        Assert.Equal(5, shards.Length);
        Assert.All(shards, shard => Assert.Equal(File.ReadAllBytes(shard), File.ReadAllBytes(_home[$"s3/dataset/shards/{Path.GetFileName(shard)}"])));
        Assert.Equal(5, (await bad.NamesAsync("data/")).Count);
    }

    private PiwaPipeline Pipeline(string node) => SmallRun.Pipeline(_home[node], options =>
    {
        options.TelemetryInterval = TimeSpan.Zero;
        options.Threads = 1;
        options.WalletPath = _home["wallet.json"];
    });

    /// <summary>Every third request meets a fault, by its number; a probe is left alone.</summary>
    private static FaultyProxy BadLine(S3Server server, int seed) => new(server.Endpoint, request =>
    {
        var chance = new Random((seed * 1_000_003) + request.Number);
        return request.Target.Contains("probe", StringComparison.Ordinal) || chance.Next(3) != 0 ? ProxyFault.None : All[chance.Next(All.Length)];
    });
}
