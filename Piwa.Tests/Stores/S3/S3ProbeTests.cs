using Amazon.S3;
using Amazon.S3.Model;
using Piwa.Pipeline.Stores;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Stores.S3;

/// <summary>What is found out about servers, good and bad.</summary>
public sealed class S3ProbeTests : IDisposable
{
    private readonly TemporaryDirectory _home = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task AGoodServerIsUsedAndLeftAsItWas()
    {
        S3Server server = await S3Server.RequireAsync();
        string bucket = await server.NewBucketAsync();
        using var store = new S3Store($"s3://{bucket}/x", server.Options());
        S3ProbeReport report = await store.ProbeAsync(Stop);
        Assert.True(report.IsUsable);
        Assert.Equal((server.Endpoint, $"s3://{bucket}/x"), (report.Endpoint, report.Address));

        // Ceph 16 and 18 check MD5 alone, 20 both.
        Assert.True(report.Checks.Single(check => check.Name == "a part with a wrong MD5").IsHonoured);
        Assert.Contains("checks", report.Verification, StringComparison.Ordinal);
        using AmazonS3Client client = server.Client();
        Assert.Empty((await client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = bucket }, Stop)).S3Objects ?? []);
        Assert.Empty((await client.ListMultipartUploadsAsync(bucket, Stop)).MultipartUploads ?? []);
    }

    [Fact]
    public async Task AServerThatLetsTwoCreateOneObjectIsRefused()
    {
        S3Server server = await S3Server.RequireAsync();
        string bucket = await server.NewBucketAsync();
        await using var proxy = new FaultyProxy(server.Endpoint, _ => ProxyFault.Unconditional);
        using var store = new S3Store($"s3://{bucket}", server.Options(proxy.Endpoint));
        S3ProbeReport report = await store.ProbeAsync(Stop);
        Assert.False(report.IsUsable);
        foreach (int _ in (int[])[1, 2])
        {
            IOException fault = await Assert.ThrowsAsync<IOException>(() => store.TryCreateAsync("order.json", new byte[1], Stop));
            Assert.Contains("cannot be relied on", fault.Message, StringComparison.Ordinal);
            Assert.Contains("32 succeed", fault.Message, StringComparison.Ordinal);
            Assert.Contains($"piwa store probe --store s3://{bucket}", fault.Message, StringComparison.Ordinal);
        }

        using AmazonS3Client client = server.Client();
        Assert.Empty((await client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = bucket }, Stop)).S3Objects ?? []);
    }

    /// <summary>Where the server checks nothing, all is read back; what changed on the way is found.</summary>
    [Fact]
    public async Task WhereTheServerChecksNothingAllIsReadBack()
    {
        S3Server server = await S3Server.RequireAsync();
        string bucket = await server.NewBucketAsync();
        bool corrupts = false;
        await using var proxy = new FaultyProxy(
            server.Endpoint,
            request => !request.IsOf("data/") || !corrupts || request.Method != "PUT" ? ProxyFault.Unchecked : ProxyFault.Corrupt);
        using var store = new S3Store($"s3://{bucket}", server.Options(proxy.Endpoint));
        S3ProbeReport report = await store.ProbeAsync(Stop);
        Assert.True(report.IsUsable);
        Assert.Contains("read back", report.Verification, StringComparison.Ordinal);
        await File.WriteAllBytesAsync(_home["file"], S3Data.Bytes(12_000_000, seed: 1), Stop);
        await store.UploadAsync("data/a", _home["file"], Stop);
        Assert.Contains(proxy.Log, entry => entry.Request.Method is "HEAD" && entry.Request.IsOf("data/a"));
        corrupts = true;
        await Assert.ThrowsAsync<IOException>(() => store.UploadAsync("data/b", _home["file"], Stop));
        Assert.Equal(["data/a"], await store.NamesAsync("data/"));
    }

    /// <summary>A bad line is no bad server.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task OverABadLineAGoodServerIsFoundGood(int seed)
    {
        S3Server server = await S3Server.RequireAsync();
        ProxyFault[] faults = [ProxyFault.Drop, ProxyFault.Busy, ProxyFault.CutBehind, ProxyFault.FailBehind, ProxyFault.Truncate];
        await using var proxy = new FaultyProxy(server.Endpoint, request =>
        {
            var chance = new Random((seed * 1_000_003) + request.Number);
            return chance.Next(4) == 0 ? faults[chance.Next(faults.Length)] : ProxyFault.None;
        });
        S3StoreOptions options = server.Options(proxy.Endpoint);
        options.Attempts = 30;
        using var store = new S3Store($"s3://{await server.NewBucketAsync()}", options);
        S3ProbeReport report = await store.ProbeAsync(Stop);
        Assert.True(report.IsUsable, string.Join('\n', report.Checks));
    }
}
