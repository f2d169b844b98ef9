using Amazon.S3;
using Amazon.S3.Model;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Stores;
using Piwa.Pipeline.Stores.S3;
using Piwa.Pipeline.Verification;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Stores.S3;

/// <summary>Data sets in a bucket of a real server, read as from a directory.</summary>
public sealed class S3DatasetTests(SmallDataset small) : IClassFixture<SmallDataset>, IDisposable
{
    private static readonly ProxyFault[] Bad = [ProxyFault.Drop, ProxyFault.Busy, ProxyFault.CutBehind, ProxyFault.FailBehind, ProxyFault.Truncate];

    private readonly TemporaryDirectory _home = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task WhatIsThereIsWhatTheDirectoryHas()
    {
        (S3Server server, string address) = await PutAsync(small.Directory);
        using Dataset local = Dataset.Open(small.Directory);
        string copies;
        using (Dataset dataset = await DatasetMirror.OpenAsync(address, server.Options(), Stop))
        {
            copies = dataset.DirectoryPath;
            Assert.Equal((true, address, "set"), (dataset.IsRemote, dataset.Address, dataset.Name));
            Assert.Equal(local.CampaignHash, dataset.CampaignHash);
            Assert.Equal(local.Shards.Select(shard => shard.FileHash), dataset.Shards.Select(shard => shard.FileHash));
            foreach (ShardRecord shard in local.Shards)
                Assert.Equal(await local.ReadHashesAsync(shard, Stop), await dataset.ReadHashesAsync(shard, Stop));
            using AssetProver prover = await AssetProver.OpenAsync(dataset, Stop);
            AssetProofReport report = (await prover.ProveAsync(13, Stop))!;
            Assert.Empty(report.Findings);
            Assert.NotNull(report.Minted);
            Assert.Throws<ArgumentException>(() => AssetProver.Open(dataset));
            Assert.Empty(Directory.GetFiles(copies, "*.parquet", SearchOption.AllDirectories));
        }

        Assert.False(Directory.Exists(copies));
    }

    [Fact]
    public async Task ItIsVerifiedAndWhatIsWrongIsFound()
    {
        (S3Server server, string address) = await PutAsync(small.Directory);
        VerifyReport sound = await VerifyAsync(server.Options(), address);
        Assert.Empty(sound.Findings);
        Assert.Equal((3, SmallDataset.Assets, 3), (sound.Shards, (int)sound.Rows, sound.Regenerated));
        Assert.Equal(SmallDataset.Assets, sound.ProofsVerified);

        // A bit of one, another missing, and one that nobody names.
        using AmazonS3Client client = server.Client();
        S3Address place = S3Address.Parse(address);
        using Dataset local = Dataset.Open(small.Directory);
        byte[] shard = await File.ReadAllBytesAsync(local.PathOf(local.Shards[0]), Stop);
        shard[shard.Length / 2] ^= 1;
        await PutAsync(client, place, local.Shards[0].File, shard);
        await client.DeleteObjectAsync(place.Bucket, place.KeyOf(local.Shards[1].File), Stop);
        await PutAsync(client, place, "shards/shard-0000009999.parquet", shard);
        VerifyReport wrong = await VerifyAsync(server.Options(), address);
        Assert.Collection(
            wrong.Findings,
            finding => Assert.Equal($"{address}/shards/shard-0000009999.parquet: the manifest does not name this file.", finding),
            finding => Assert.StartsWith($"{local.Shards[0].File}: its hash is ", finding, StringComparison.Ordinal),
            finding => Assert.Equal($"{local.Shards[1].File}: the file is missing.", finding));
    }

    /// <summary>Without a line of the manifest, with another's, or with none: as in a directory.</summary>
    [Fact]
    public async Task WhatIsNoWholeDataSetIsSaid()
    {
        (S3Server server, string address) = await PutAsync(small.Directory);
        S3Address place = S3Address.Parse(address);
        using AmazonS3Client client = server.Client();
        byte[] manifest = await File.ReadAllBytesAsync(Path.Combine(small.Directory, "manifest.jsonl"), Stop);
        manifest[100] ^= 1;
        await PutAsync(client, place, "manifest.jsonl", manifest);
        ManifestException damaged = await Assert.ThrowsAsync<ManifestException>(() => DatasetMirror.OpenAsync(address, server.Options(), Stop));
        Assert.StartsWith($"{address}/manifest.jsonl, line 1: ", damaged.Message, StringComparison.Ordinal);
        await client.DeleteObjectAsync(place.Bucket, place.KeyOf("manifest.jsonl"), Stop);
        Assert.Contains($"{address}/manifest.jsonl: it names no shard.", (await VerifyAsync(server.Options(), address)).Findings);
        DirectoryNotFoundException none = await Assert.ThrowsAsync<DirectoryNotFoundException>(
            () => DatasetMirror.OpenAsync($"s3://{place.Bucket}/other", server.Options(), Stop));
        Assert.Contains($"There is no data set in 's3://{place.Bucket}/other'", none.Message, StringComparison.Ordinal);
        IOException bucket = await Assert.ThrowsAsync<IOException>(() => DatasetMirror.OpenAsync("s3://no-such-bucket/set", server.Options(), Stop));
        Assert.Contains("There is no bucket 'no-such-bucket'", bucket.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhoMayNotReadIsToldSo()
    {
        (S3Server server, string address) = await PutAsync(small.Directory);
        using AmazonS3Client client = server.Client();
        string bucket = S3Address.Parse(address).Bucket;
        await client.PutBucketPolicyAsync(
            bucket,
            "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"s3:GetObject\","
            + $"\"Resource\":\"arn:aws:s3:::{bucket}/*\"}}]}}",
            Stop);
        IOException fault = await Assert.ThrowsAsync<IOException>(() => DatasetMirror.OpenAsync(address, server.Options(), Stop));
        Assert.Contains("To read they need GetObject and ListBucket", fault.Message, StringComparison.Ordinal);
    }

    /// <summary>One asset of three shards: what names it, its shard's footer and its row group, and no byte of the others.</summary>
    [Fact]
    public async Task AnAssetDoesNotCostTheDataSet()
    {
        (S3Server server, string address) = await PutAsync(small.Directory);
        await using var proxy = new FaultyProxy(server.Endpoint, _ => ProxyFault.None);
        using Dataset dataset = await DatasetMirror.OpenAsync(address, server.Options(proxy.Endpoint), Stop);
        int opened = proxy.Log.Count;
        Assert.InRange(opened, 4, 6);
        ShardRecord shard = dataset.FindShard(13)!;
        await using (ShardReader reader = await dataset.OpenShardAsync(shard, Stop))
            Assert.NotNull(await reader.FindAsync(13, Stop));
        Assert.All(proxy.Log.Skip(opened), entry => Assert.Contains(shard.File, entry.Request.Target, StringComparison.Ordinal));
        Assert.InRange(proxy.Log.Count - opened, 1, 4);
        Assert.InRange(proxy.AnswerBytes, 1, (shard.Bytes * 3 / 2) + 40_000);
    }

    [Fact]
    public async Task OverABadLineItIsReadAllTheSame()
    {
        (S3Server server, string address) = await PutAsync(small.Directory);
        await using var proxy = new FaultyProxy(server.Endpoint, request =>
        {
            var chance = new Random(1_000_003 + request.Number);
            return chance.Next(3) != 0 ? ProxyFault.None : Bad[chance.Next(Bad.Length)];
        });
        S3StoreOptions options = server.Options(proxy.Endpoint);
        options.Attempts = 30;
        Assert.Empty((await VerifyAsync(options, address)).Findings);
        using Dataset dataset = await DatasetMirror.OpenAsync(address, options, Stop), local = Dataset.Open(small.Directory);
        foreach (ShardRecord shard in dataset.Shards)
        {
            await using ShardReader near = await local.OpenShardAsync(shard, Stop), far = await dataset.OpenShardAsync(shard, Stop);
            Assert.Equal(
                (await near.ReadRowGroupAsync(0, Stop)).Select(row => row.MeshPositions.ToArray()),
                (await far.ReadRowGroupAsync(0, Stop)).Select(row => row.MeshPositions.ToArray()));
        }

        Assert.Contains(proxy.Log, entry => entry.Fault != ProxyFault.None && entry.Request.IsOf(".parquet"));
    }

    [Fact]
    public async Task AShardThatIsReplacedIsNotMixed()
    {
        (S3Server server, string address) = await PutAsync(small.Directory);
        using Dataset dataset = await DatasetMirror.OpenAsync(address, server.Options(), Stop);
        ShardRecord shard = dataset.Shards[0];
        await using ShardReader reader = await dataset.OpenShardAsync(shard, Stop);
        byte[] other = await File.ReadAllBytesAsync(Path.Combine(small.Directory, shard.File), Stop);
        other[other.Length / 2] ^= 1;
        using AmazonS3Client client = server.Client();
        await PutAsync(client, S3Address.Parse(address), shard.File, other);
        IOException fault = await Assert.ThrowsAnyAsync<IOException>(() => reader.ReadRowGroupAsync(0, Stop));
        Assert.Contains("was replaced while it was read", fault.Message, StringComparison.Ordinal);
        await PutAsync(client, S3Address.Parse(address), shard.File, [.. other, 0]);
        ShardFormatException length = await Assert.ThrowsAsync<ShardFormatException>(() => dataset.OpenShardAsync(shard, Stop));
        Assert.Contains($"it has {other.Length + 1} bytes, not {other.Length}", length.Message, StringComparison.Ordinal);
    }

    /// <summary>What grows there is seen, and what stays the same is the same object.</summary>
    [Fact]
    public async Task ADataSetThatGrowsIsSeen()
    {
        S3Server server = await S3Server.RequireAsync();
        string address = $"s3://{await server.NewBucketAsync()}/set";
        using var mirror = new DatasetMirror(address, server.Options());
        Assert.Null(await mirror.ReadAsync(Stop));
        string[] lines = await File.ReadAllLinesAsync(Path.Combine(small.Directory, "manifest.jsonl"), Stop);
        using AmazonS3Client client = server.Client();
        S3Address place = S3Address.Parse(address);
        await PutAsync(client, place, "campaign.json", await File.ReadAllBytesAsync(Path.Combine(small.Directory, "campaign.json"), Stop));
        await PutAsync(client, place, "manifest.jsonl", System.Text.Encoding.UTF8.GetBytes(lines[0] + "\n"));
        Dataset first = (await mirror.ReadAsync(Stop))!;
        Assert.Same(first, await mirror.ReadAsync(Stop));
        await PutAsync(client, place, "manifest.jsonl", System.Text.Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n"));
        Assert.Equal((1, 3), (first.Shards.Count, (await mirror.ReadAsync(Stop))!.Shards.Count));
    }

    private async Task<(S3Server Server, string Address)> PutAsync(string directory)
    {
        S3Server server = await S3Server.RequireAsync();
        string address = $"s3://{await server.NewBucketAsync()}/set";
        TemporaryDirectory.Copy(directory, _home["put"]);
        using var store = new S3Store(address, server.Options());
        await StoreSync.RunAsync(store, _home["put"], up: true, readBack: false, null, Stop);
        return (server, address);
    }

    private static Task<PutObjectResponse> PutAsync(AmazonS3Client client, S3Address place, string name, byte[] content) => client.PutObjectAsync(
        new PutObjectRequest { BucketName = place.Bucket, Key = place.KeyOf(name), InputStream = new MemoryStream(content), UseChunkEncoding = false }, Stop);

    private static async Task<VerifyReport> VerifyAsync(S3StoreOptions store, string address)
    {
        Dataset dataset = await DatasetMirror.OpenAsync(address, store, Stop);
        return await DatasetVerifier.VerifyAsync(dataset, new VerifyOptions { Device = "host", Samples = 1 }, null, Stop);
    }
}
