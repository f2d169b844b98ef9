using System.Diagnostics;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Host;

/// <summary>Stores on S3 from the command line.</summary>
public sealed class S3CommandTests : IDisposable
{
    private readonly TemporaryDirectory _home = new();
    private readonly PiwaProcess _piwa;

    public S3CommandTests() => _piwa = new PiwaProcess(_home.Path);

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task WorkGoesIntoABucketAndASetIsCopied()
    {
        S3Server server = await S3Server.RequireAsync();
        string bucket = await server.NewBucketAsync(), store = $"s3://{bucket}/fleet";
        Dictionary<string, string> environment = server.Environment();
        environment["PIWA_WALLET"] = _home["key.json"];
        string[] small = ["--resolution", "64", "--triangles", "600", "--shard-assets", "4", "--device", "host", "--quiet"];
        (await RunAsync(environment, "store", "probe", "--store", store)).Exits(0).Says($"{store} at {server.Endpoint}", "one succeeds", "Usable:");
        (await RunAsync(environment, ["work", "--store", store, "--assets", "10", "--partition", "0/2", .. small])).Exits(0).Says("2 made now", $"gather --store {store}");
        (await RunAsync(environment, "gather", "--store", store, "--quiet")).Exits(75).Says("2 of 3 units");
        (await RunAsync(environment, "work", "--store", store, "--partition", "1/2", "--device", "host", "--quiet")).Exits(0).Says("1 made now");
        (await RunAsync(environment, "gather", "--store", store, "--quiet")).Exits(0).Says("Complete.");
        (await RunAsync(environment, "sync", "dataset", $"s3://{bucket}/set", "--quiet")).Exits(0).Says("The same.", "verified:");
        (await RunAsync(environment, "sync", "dataset", $"s3://{bucket}/set", "--read-back")).Exits(0).Says("0 of them", "read back and compared");
        (await RunAsync(environment, "sync", $"s3://{bucket}/set", "copy", "--quiet")).Exits(0).Says("The same.");
        Assert.Equal(
            await File.ReadAllBytesAsync(_home["dataset/manifest.jsonl"], TestContext.Current.CancellationToken),
            await File.ReadAllBytesAsync(_home["copy/manifest.jsonl"], TestContext.Current.CancellationToken));
    }

    /// <summary>Commands that read take a bucket's address; those that write say what to do.</summary>
    [Fact]
    public async Task ASetIsReadInItsBucket()
    {
        S3Server server = await S3Server.RequireAsync();
        string bucket = await server.NewBucketAsync(), set = $"s3://{bucket}/set";
        Dictionary<string, string> environment = server.Environment();
        await SmallRun.RunAsync(_home["local/dataset"], 10, options => options.Campaign = SmallRun.Campaign with { ShardAssets = 4 });
        (await RunAsync(environment, "sync", "local/dataset", set, "--quiet")).Exits(0);
        (await RunAsync(environment, "verify", set, "-k", "1", "--device", "host", "--quiet")).Exits(0).Says("10 lead to the ledger's root", "Sound.");
        (await RunAsync(environment, "inspect", set, "-n", "1", "--from", "9")).Exits(0).Says("contact-sheet.png");
        Assert.True(File.Exists(_home["contact-sheet.png"]));
        (await RunAsync(environment, "export", set, "--asset", "5")).Exits(0).Says("asset-5.glb");
        (await RunAsync(environment, "prove", set, "--asset", "9")).Exits(0);
        (await RunAsync(environment, "verify", "--proof", "proof.json")).Exits(0);
        (await RunAsync(environment, "fetch", set, "--out", "part", "--from", "5", "-n", "1", "--quiet")).Exits(0).Says("1 of 1 shards are in part, 1 came now");
        (await RunAsync(environment, "verify", "part", "-k", "1", "--device", "host", "--quiet")).Exits(0).Says("4 assets");
        (await RunAsync(environment, "fetch", set, "--out", "part", "--from", "5")).Exits(0).Says("2 of 2 shards are in part, 1 came now");
        (await RunAsync(environment, "fetch", set, "--out", "whole")).Exits(0).Says("3 of 3 shards are in whole, 3 came now");
        Assert.Equal(
            await File.ReadAllTextAsync(_home["local/dataset/manifest.jsonl"], TestContext.Current.CancellationToken),
            await File.ReadAllTextAsync(_home["whole/manifest.jsonl"], TestContext.Current.CancellationToken));
        (await RunAsync(environment, "fetch", set, "--from", "10")).Exits(2).Says("has assets 0 to 9");
        (await RunAsync(environment, "fetch", $"s3://{bucket}/other")).Exits(2).Says("There is no work in");
        (await RunAsync(environment, "gather", "--store", set, "--out", "gathered", "--quiet")).Exits(0).Says("Complete.");
        (await RunAsync(environment, "verify", $"s3://{bucket}/other")).Exits(1).Says("There is no data set in", "piwa sync");
        (await RunAsync(environment, "serve", $"s3://{bucket}/other")).Exits(1).Says("There is no data set in");
        (await RunAsync(environment, "repair", set)).Exits(2).Says("can be read there and no more", $"piwa sync {set}");
        (await RunAsync(environment, "card", set)).Exits(2).Says("can be read there and no more");
        (await RunAsync(environment, "generate", "--out", set, "-n", "4")).Exits(2).Says("which is no directory", $"piwa sync DIRECTORY {set}");

        using Process page = _piwa.Start(environment, "serve", set, "--listen", "127.0.0.1:0");
        try
        {
            Uri address = await ServeCommandTests.AddressAsync(page);
            using var client = new HttpClient { BaseAddress = address };
            string overview = await client.GetStringAsync("/api/v1/overview", TestContext.Current.CancellationToken);
            Assert.Contains("\"name\":\"set\"", overview, StringComparison.Ordinal);
            Assert.Contains("\"index\":\"7\"", await client.GetStringAsync("/api/v1/assets/7", TestContext.Current.CancellationToken), StringComparison.Ordinal);
            Assert.NotEmpty(await client.GetByteArrayAsync("/api/v1/assets/7/mesh.glb", TestContext.Current.CancellationToken));
            Assert.Contains("\"findings\":[]", await client.GetStringAsync("/api/v1/assets/7/proof", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
        finally
        {
            page.Kill();
        }
    }

    [Fact]
    public async Task WhatIsWrongIsSaidWithWhatToDo()
    {
        S3Server server = await S3Server.RequireAsync();
        Dictionary<string, string> environment = server.Environment();
        (await RunAsync(environment, "store", "probe", "--store", "s3://no-such-bucket")).Exits(1).Says("There is no bucket 'no-such-bucket'");
        environment["AWS_SECRET_ACCESS_KEY"] = "wrong";
        (await RunAsync(environment, "gather", "--store", "s3://no-such-bucket")).Exits(1).Says("AWS_SECRET_ACCESS_KEY");
        (await RunAsync(
            new() { ["AWS_ENDPOINT_URL"] = "http://127.0.0.1:1", ["AWS_EC2_METADATA_DISABLED"] = "true" }, "gather", "--store", "s3://bucket")).Exits(1).Says("There are no credentials");
        await using var proxy = new FaultyProxy(server.Endpoint, _ => ProxyFault.Unconditional);
        (await RunAsync(server.Environment(proxy.Endpoint), "store", "probe", "--store", $"s3://{await server.NewBucketAsync()}")).Exits(1)
            .Says("fault", "32 succeed", "Not usable.");
    }

    [Fact]
    public async Task WhatIsNoAddressIsSaidWithTheRest()
    {
        (await RunAsync([], "work", "--store", "gs://bucket", "--assets", "4", "--partition", "4/4", "--resolution", "65")).Exits(2)
            .Says("'gs://bucket' is no store", "'4/4' is no partition", "65");
        (await RunAsync([], "store", "probe", "--store", "directory")).Exits(2).Says("is a directory");
        (await RunAsync([], "sync", "a", "b")).Exits(2).Says("one must be a directory");
        (await RunAsync([], "gather", "--store", "s3://bucket/store")).Exits(1).Says("AWS_REGION", "AWS_ENDPOINT_URL");
    }

    private async Task<PiwaResult> RunAsync(Dictionary<string, string> environment, params string[] arguments)
    {
        using Process process = _piwa.Start(environment, arguments);
        return await PiwaProcess.FinishAsync(process);
    }
}
