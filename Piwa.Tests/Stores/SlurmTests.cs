using Piwa.Tests.Host;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Stores;

/// <summary>An array job on a real Slurm of two nodes, of which one is lost.</summary>
public sealed class SlurmTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryDirectory _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task TheSetOfAnArrayJobIsThatOfOneProcess()
    {
        string[] tools = ["munged", "slurmctld", "slurmd", "sbatch"];
        string[] missing = [.. tools.Where(tool => !Find(tool))];
        Assert.SkipWhen(missing.Length > 0, $"It takes Slurm, without {string.Join(", ", missing)} here: apt-get install slurmctld slurmd slurm-client munge");
        Assert.SkipUnless(Environment.UserName == "root", "It takes root: slurmd starts tasks of any user.");

        PiwaResult result = await StoryScript.RunAsync("slurm", _home.Path, output);
        result.Exits(0).Says("is requeued", "is killed", "takes node2 for down", "is that of one process: 200 shards, verified.");
    }

    private static bool Find(string tool) => ((string[])["/usr/sbin", "/usr/bin"]).Any(folder => File.Exists(Path.Combine(folder, tool)));
}
