using System.Diagnostics;
using Amazon.Runtime;
using Piwa.Pipeline.Stores;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Stores.S3;

/// <summary>A real server that speaks S3 and does not keep its promises.</summary>
public sealed class S3rverTests : IDisposable
{
    private const string Folder = "Piwa.Tests/Stores/S3/S3rver";

    private readonly TemporaryDirectory _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task S3rverIsRefused()
    {
        NodeTool.Require(Folder);
        using Process process = NodeTool.Start(Folder, "serve.js", _home.Path);
        string port = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) ?? throw new InvalidOperationException("It does not start.");
        var options = new S3StoreOptions { Endpoint = $"http://127.0.0.1:{port}", Region = "us-east-1", Credentials = new BasicAWSCredentials("S3RVER", "S3RVER") };
        using var store = new S3Store("s3://piwa/fleet", options);
        IOException fault = await Assert.ThrowsAsync<IOException>(
            () => store.TryCreateAsync("order.json", new byte[1], TestContext.Current.CancellationToken));
        Assert.Contains("cannot be relied on", fault.Message, StringComparison.Ordinal);
        Assert.Contains("32 succeed", fault.Message, StringComparison.Ordinal);
        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }
}
