using Amazon.S3;
using Amazon.S3.Model;
using Piwa.Pipeline.Stores;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Stores.S3;

/// <summary>A store on a real server.</summary>
public sealed class S3StoreTests : IDisposable
{
    private readonly TemporaryDirectory _home = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task OfManyThatCreateOneObjectOneSucceedsAndItIsWhole()
    {
        S3Server server = await S3Server.RequireAsync();
        string address = $"s3://{await server.NewBucketAsync()}/a/b";

        // As from machines of their own.
        S3Store[] stores = [.. Enumerable.Range(0, 4).Select(_ => new S3Store(address, server.Options()))];
        for (int round = 0; round < 10; round++)
        {
            string name = $"units/{round}.json";
            bool[] won = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => stores[i % 4].TryCreateAsync(name, Content(i), Stop)));
            Assert.Equal(1, won.Count(wins => wins));
            Assert.Equal(Content(Array.IndexOf(won, true)), await stores[0].ReadAsync(name));
        }

        Assert.Equal(10, (await stores[1].NamesAsync("units/")).Count);
        Array.ForEach(stores, store => store.Dispose());

        static byte[] Content(int i) => [.. Enumerable.Repeat((byte)i, 5000)];
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(S3StoreOptions.MinimumPartBytes - 1)]
    [InlineData(S3StoreOptions.MinimumPartBytes)]
    [InlineData(S3StoreOptions.MinimumPartBytes + 1)]
    [InlineData((3 * S3StoreOptions.MinimumPartBytes) + 1000)]
    public async Task FilesComeBackAndTheSameMayComeAgain(int bytes)
    {
        S3Server server = await S3Server.RequireAsync();
        string bucket = await server.NewBucketAsync();
        using var store = new S3Store($"s3://{bucket}", server.Options());
        byte[] content = S3Data.Bytes(bytes, seed: bytes);
        await File.WriteAllBytesAsync(_home["file"], content, Stop);
        await store.UploadAsync("data/a.parquet", _home["file"], Stop);
        await store.UploadAsync("data/a.parquet", _home["file"], Stop);
        Assert.Equal(content, await store.ReadAsync("data/a.parquet"));
        Assert.Equal(["data/a.parquet"], await store.NamesAsync("data/"));

        // Nothing is left of the probe, nor of uploads.
        using AmazonS3Client client = server.Client();
        Assert.Single((await client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = bucket }, Stop)).S3Objects);
        Assert.Empty((await client.ListMultipartUploadsAsync(bucket, Stop)).MultipartUploads ?? []);
    }

    [Fact]
    public async Task AnObjectThatIsDamagedIsPutAgain()
    {
        S3Server server = await S3Server.RequireAsync();
        string bucket = await server.NewBucketAsync();
        using var store = new S3Store($"s3://{bucket}/x", server.Options());
        byte[] content = S3Data.Bytes(6_000_000, seed: 1), damaged = [.. content];
        damaged[5_500_000] ^= 1;
        await File.WriteAllBytesAsync(_home["file"], content, Stop);
        using AmazonS3Client client = server.Client();
        await client.PutObjectAsync(
            new PutObjectRequest { BucketName = bucket, Key = "x/data/a", InputStream = new MemoryStream(damaged), UseChunkEncoding = false }, Stop);
        await store.UploadAsync("data/a", _home["file"], Stop);
        Assert.Equal(content, await store.ReadAsync("data/a"));

        // The same bytes in other parts are not sent again.
        await client.PutObjectAsync(
            new PutObjectRequest { BucketName = bucket, Key = "x/data/b", InputStream = new MemoryStream(content), UseChunkEncoding = false }, Stop);
        DateTime? before = (await client.GetObjectMetadataAsync(bucket, "x/data/b", Stop)).LastModified;
        await Task.Delay(TimeSpan.FromSeconds(1.1), TimeProvider.System, Stop); // what S3 tells has whole seconds
        await store.UploadAsync("data/b", _home["file"], Stop);
        Assert.Equal(before, (await client.GetObjectMetadataAsync(bucket, "x/data/b", Stop)).LastModified);
    }

    [Fact]
    public async Task ListsHaveManyPagesAndOnlyTheirFolder()
    {
        S3Server server = await S3Server.RequireAsync();
        string bucket = await server.NewBucketAsync();
        using var store = new S3Store($"s3://{bucket}/a", server.Options());
        using AmazonS3Client client = server.Client();
        const int Objects = 1203; // a page has 1000
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Objects),
            new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Stop },
            async (i, token) => await client.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = $"a/units/{i:D10}.json", ContentBody = "x" }, token));
        foreach (string other in (string[])["a/units2/x", "a/units/deeper/x", "b/units/x", "units/x", "a/units/"])
            await client.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = other, ContentBody = "x" }, Stop);
        Assert.Equal(Enumerable.Range(0, Objects).Select(i => $"units/{i:D10}.json"), await store.NamesAsync("units/"));
        Assert.Empty(await store.NamesAsync("none/"));
    }

    [Fact]
    public async Task WhatIsNotThereIsSaid()
    {
        S3Server server = await S3Server.RequireAsync();
        using var store = new S3Store($"s3://{await server.NewBucketAsync()}/x", server.Options());
        await Assert.ThrowsAsync<FileNotFoundException>(() => store.OpenReadAsync("units/1.json", Stop));
        await AssertSaysAsync($"s3://no-such-bucket", server.Options(), "There is no bucket 'no-such-bucket'");
    }

    [Fact]
    public async Task WhatIsWrongIsSaidWithWhatToDo()
    {
        S3Server server = await S3Server.RequireAsync();
        string address = $"s3://{await server.NewBucketAsync()}";
        S3StoreOptions options = server.Options();
        options.Credentials = new Amazon.Runtime.BasicAWSCredentials("nobody", "secret");
        await AssertSaysAsync(address, options, "AWS_ACCESS_KEY_ID");
        options.Credentials = new Amazon.Runtime.BasicAWSCredentials(server.Environment()["AWS_ACCESS_KEY_ID"], "secret");
        await AssertSaysAsync(address, options, "AWS_SECRET_ACCESS_KEY");
        await AssertSaysAsync(address, server.Options("http://127.0.0.1:1"), "AWS_ENDPOINT_URL");

        // A reader of a bucket that is for all to read may still not write there.
        using AmazonS3Client client = server.Client();
        options.Credentials = new Amazon.Runtime.AnonymousAWSCredentials();
        await AssertSaysAsync(address, options, "PutObject");
    }

    [Theory]
    [InlineData("s3:/bucket")]
    [InlineData("s3://")]
    [InlineData("s3://ab")]
    [InlineData("s3://bucket//x")]
    [InlineData("s3://bucket/../x")]
    [InlineData("s3://bucket/a/./x")]
    [InlineData("s3://bucket/a?b")]
    [InlineData("s3://bucket/a b")]
    public void WhatIsNoAddressIsRefused(string address) =>
        Assert.Contains("s3://BUCKET/PREFIX", Assert.Throws<ArgumentException>(() => new S3Store(address)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("s3://bucket", "s3://bucket")]
    [InlineData("s3://bucket/", "s3://bucket")]
    [InlineData("s3://bucket.with-dots/a/B_c.d/", "s3://bucket.with-dots/a/B_c.d")]
    public void AddressesComeBack(string address, string expected)
    {
        using var store = new S3Store(address, new S3StoreOptions { Region = "eu-central-1" });
        Assert.Equal(expected, store.ToString());
    }

    [Fact]
    public void OptionsThatAreWrongAreSaidAtOnce()
    {
        string message = Assert.Throws<ArgumentException>(() => new S3Store(
            "s3://bucket", new S3StoreOptions { Endpoint = "nowhere", Attempts = 0, PartBytes = 1, ParallelParts = 0, RequestTimeout = TimeSpan.Zero })).Message;
        Assert.All(
            [nameof(S3StoreOptions.Endpoint), nameof(S3StoreOptions.Attempts), nameof(S3StoreOptions.PartBytes), nameof(S3StoreOptions.ParallelParts), nameof(S3StoreOptions.RequestTimeout)],
            name => Assert.Contains(name, message, StringComparison.Ordinal));
    }

    private static async Task AssertSaysAsync(string address, S3StoreOptions options, string expected)
    {
        using var store = new S3Store(address, options);
        IOException fault = await Assert.ThrowsAsync<IOException>(() => store.TryCreateAsync("order.json", new byte[1], Stop));
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
        Assert.Contains(address, fault.Message, StringComparison.Ordinal);
    }
}
