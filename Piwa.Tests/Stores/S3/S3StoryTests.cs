using System.Diagnostics;
using Piwa.Tests.Host;
using Piwa.Tests.House;
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
        ProcessStartInfo start = new(Path.Combine(Repository.Root, "eng/s3"), [PiwaProcess.Program, _home.Path])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        PiwaProcess.Isolate(start);
        using Process process = Process.Start(start)!;
        PiwaResult result = await PiwaProcess.FinishAsync(process, commands: 3);
        output.WriteLine(result.Output);
        const int Unavailable = 69;
        Assert.SkipWhen(result.ExitCode == Unavailable, result.Output);
        result.Exits(0).Says("a node is killed", "is that of one process: 20 shards, verified.", "copied to the bucket and back");
    }
}
