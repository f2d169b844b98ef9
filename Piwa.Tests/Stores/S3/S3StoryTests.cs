using Piwa.Tests.Host;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Stores.S3;

/// <summary>The story of <c>eng/s3</c>: a fleet on a real server, of which a node is killed.</summary>
public sealed class S3StoryTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryDirectory _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task TheSetOfAFleetInABucketIsThatOfOneProcess()
    {
        await S3Server.RequireAsync();
        PiwaResult result = await StoryScript.RunAsync("s3", _home.Path, output);
        result.Exits(0).Says("a node is killed", "is that of one process: 20 shards, verified.", "copied to the bucket and back");
    }
}
