using Piwa.Tests.Host;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Fleet;

/// <summary>Coordinators, a database and nodes as processes, over HTTPS; one of each is killed.</summary>
public sealed class FleetStoryTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryDirectory _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task TheSetOfStrangersIsThatOfOneProcess()
    {
        Assert.SkipUnless(Directory.Exists("/usr/lib/postgresql"), "It takes a PostgreSQL server: apt-get install postgresql");
        PiwaResult result = await StoryScript.RunAsync("fleet", _home.Path, output);
        result.Exits(0).Says(
            "node b is killed", "the database was killed", "a coordinator was killed", "is that of one process: 40 shards, verified, each paid for once.");
    }
}
