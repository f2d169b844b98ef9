using Piwa.Pipeline;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Stores;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Stores;

/// <summary>Copies between directories and a real S3 server.</summary>
public sealed class StoreSyncTests(SmallDataset small) : IClassFixture<SmallDataset>, IDisposable
{
    private readonly TemporaryDirectory _home = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ADataSetGoesAndComesBack(bool readBack)
    {
        S3Server server = await S3Server.RequireAsync();
        string set = _home["dataset"];
        small.CopyTo(set);
        await File.WriteAllTextAsync(_home["dataset/shards/.tmp-half"], "not finished", Stop);
        using var store = new S3Store($"s3://{await server.NewBucketAsync()}/set", server.Options());
        StoreSyncReport first = await StoreSync.RunAsync(store, set, up: true, readBack, null, Stop);
        Assert.Equal((first.Files, first.Bytes, 0), (first.CopiedFiles, first.CopiedBytes, first.OtherFiles));
        Assert.Equal(readBack, first.Verification.Contains("read back", StringComparison.Ordinal));
        StoreSyncReport second = await StoreSync.RunAsync(store, set, up: true, readBack, null, Stop);
        Assert.Equal((first.Files, 0, 0), (second.Files, second.CopiedFiles, second.OtherFiles));

        StoreSyncReport back = await StoreSync.RunAsync(store, _home["back"], up: false, readBack, null, Stop);
        Assert.Equal((first.Files, first.Files), (back.Files, back.CopiedFiles));
        AssertSame(set, _home["back"], expected: first.Files);
        Assert.Equal(0, (await StoreSync.RunAsync(store, _home["back"], up: false, readBack, null, Stop)).CopiedFiles);
    }

    [Fact]
    public async Task WhatChangedIsCopiedAndNothingElse()
    {
        S3Server server = await S3Server.RequireAsync();
        string set = _home["dataset"];
        small.CopyTo(set);
        using var store = new S3Store($"s3://{await server.NewBucketAsync()}", server.Options());
        await StoreSync.RunAsync(store, set, up: true, readBack: false, null, Stop);

        // One that grew, one whose bytes are others at the same length, and one that is gone here.
        await File.AppendAllTextAsync(_home["dataset/README.md"], "more", Stop);
        string shard = Directory.GetFiles(_home["dataset/shards"])[0];
        byte[] content = await File.ReadAllBytesAsync(shard, Stop);
        content[1000] ^= 1;
        await File.WriteAllBytesAsync(shard, content, Stop);
        File.Delete(_home["dataset/sha256.jsonl"]);
        StoreSyncReport report = await StoreSync.RunAsync(store, set, up: true, readBack: true, null, Stop);
        Assert.Equal((2, 1), (report.CopiedFiles, report.OtherFiles));
        Assert.Equal(content, await Bytes(store, Path.GetRelativePath(set, shard)));
    }

    [Fact]
    public async Task AFleetsStoreGoesAndIsWorkedOnThere()
    {
        S3Server server = await S3Server.RequireAsync();
        var local = new DirectoryStore(_home["store"]);
        await Pipeline("node").WorkAsync(local, 24, new WorkPartition(0, 2), null, Stop);
        using var store = new S3Store($"s3://{await server.NewBucketAsync()}/fleet", server.Options());
        Assert.Equal(5, (await StoreSync.RunAsync(store, local.DirectoryPath, up: true, readBack: false, null, Stop)).CopiedFiles);
        Assert.True((await Pipeline("node").WorkAsync(store, 24, WorkPartition.Whole, null, Stop)).IsDone);
        Assert.True((await FleetGatherer.GatherAsync(store, _home["gathered"], null, Stop)).IsComplete);
        StoreSyncReport back = await StoreSync.RunAsync(store, local.DirectoryPath, up: false, readBack: false, null, Stop);
        Assert.Equal((7, 2), (back.Files, back.CopiedFiles));
        Assert.True((await FleetGatherer.GatherAsync(local, _home["gathered-here"], null, Stop)).IsComplete);
    }

    [Fact]
    public async Task WhatIsAnothersIsNotReplaced()
    {
        S3Server server = await S3Server.RequireAsync();
        string bucket = await server.NewBucketAsync();
        using S3Store store = new($"s3://{bucket}/set", server.Options()), fleet = new($"s3://{bucket}/fleet", server.Options());
        await StoreSync.RunAsync(store, small.Directory, up: true, readBack: false, null, Stop);
        await SmallRun.RunAsync(_home["other"], 4, options => options.Campaign = SmallRun.Campaign with { Seed = 77 });
        foreach (bool up in (bool[])[true, false])
        {
            var fault = await Assert.ThrowsAsync<DatasetMismatchException>(() => StoreSync.RunAsync(store, _home["other"], up, readBack: false, null, Stop));
            Assert.Contains("is not replaced", fault.Message, StringComparison.Ordinal);
        }

        await Pipeline("node").WorkAsync(fleet, 8, WorkPartition.Whole, null, Stop);
        var kind = await Assert.ThrowsAsync<DatasetMismatchException>(() => StoreSync.RunAsync(fleet, small.Directory, up: true, readBack: false, null, Stop));
        Assert.Contains("is the store of a fleet", kind.Message, StringComparison.Ordinal);
    }

    /// <summary>A copy that ends early goes on, and no reader finds a manifest that names what is not there.</summary>
    [Fact]
    public async Task ACopyThatEndsGoesOn()
    {
        S3Server server = await S3Server.RequireAsync();
        string address = $"s3://{await server.NewBucketAsync()}";
        await using var proxy = new FaultyProxy(server.Endpoint, request => request.Method == "PUT" && request.IsOf("shard-0000000008") ? ProxyFault.Drop : ProxyFault.None);
        S3StoreOptions options = server.Options(proxy.Endpoint);
        options.Attempts = 3;
        using S3Store bad = new(address, options), store = new(address, server.Options());
        await Assert.ThrowsAsync<IOException>(() => StoreSync.RunAsync(bad, small.Directory, up: true, readBack: false, null, Stop));
        await Assert.ThrowsAsync<FileNotFoundException>(() => store.OpenReadAsync("manifest.jsonl", Stop));

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => StoreSync.RunAsync(store, small.Directory, up: true, readBack: false, null, stop.Token));
        StoreSyncReport report = await StoreSync.RunAsync(store, small.Directory, up: true, readBack: false, null, Stop);
        Assert.InRange(report.CopiedFiles, 2, report.Files - 1);
        await StoreSync.RunAsync(store, _home["back"], up: false, readBack: false, null, Stop);
        AssertSame(small.Directory, _home["back"], report.Files);
    }

    [Fact]
    public async Task ADataSetThatIsWrittenToIsNotCopied()
    {
        S3Server server = await S3Server.RequireAsync();
        small.CopyTo(_home["dataset"]);
        using var store = new S3Store($"s3://{await server.NewBucketAsync()}", server.Options());
        using (Dataset.OpenForRepair(_home["dataset"]))
        {
            IOException fault = await Assert.ThrowsAsync<IOException>(() => StoreSync.RunAsync(store, _home["dataset"], up: true, readBack: false, null, Stop));
            Assert.Contains("Another process writes", fault.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task WhatCannotBeCopiedIsSaid()
    {
        Assert.Contains(
            "one must be a directory",
            (await Assert.ThrowsAsync<ArgumentException>(() => StoreSync.RunAsync("a", "b", cancellationToken: Stop))).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "one must be a directory",
            (await Assert.ThrowsAsync<ArgumentException>(() => StoreSync.RunAsync("s3://aaa", "s3://bbb", cancellationToken: Stop))).Message,
            StringComparison.Ordinal);
        S3Server server = await S3Server.RequireAsync();
        using var store = new S3Store($"s3://{await server.NewBucketAsync()}", server.Options());
        Directory.CreateDirectory(_home["empty"]);
        foreach (bool up in (bool[])[true, false])
        {
            var fault = await Assert.ThrowsAsync<ArgumentException>(() => StoreSync.RunAsync(store, _home["empty"], up, readBack: false, null, Stop));
            Assert.Contains("holds neither a data set", fault.Message, StringComparison.Ordinal);
        }

        await Assert.ThrowsAsync<DirectoryNotFoundException>(() => StoreSync.RunAsync(store, _home["none"], up: true, readBack: false, null, Stop));
    }

    [Theory]
    [InlineData("../evil")]
    [InlineData("a/../../evil")]
    [InlineData("/etc/passwd")]
    [InlineData("a//b")]
    [InlineData("a/./b")]
    [InlineData("a\\b")]
    [InlineData("")]
    public void NamesThatLeadOutAreRefused(string name) => Assert.Throws<IOException>(() => StoreFiles.PathOf(_home.Path, name));

    private static async Task<byte[]> Bytes(S3Store store, string name)
    {
        await using Stream stream = await store.Objects.OpenReadAsync(name, Stop);
        var content = new MemoryStream();
        await stream.CopyToAsync(content, Stop);
        return content.ToArray();
    }

    private static void AssertSame(string directory, string copy, long expected)
    {
        Dictionary<string, long> files = StoreFiles.In(directory);
        Assert.Equal(expected, files.Count);
        Assert.Equal(files.Keys.Order(StringComparer.Ordinal), StoreFiles.In(copy).Keys.Order(StringComparer.Ordinal));
        Assert.All(files.Keys, name => Assert.Equal(File.ReadAllBytes(Path.Combine(directory, name)), File.ReadAllBytes(Path.Combine(copy, name))));
    }

    private PiwaPipeline Pipeline(string node) => SmallRun.Pipeline(_home[node], options => options.TelemetryInterval = TimeSpan.Zero);
}
