using System.Diagnostics;
using Piwa.Tests.Host;
using Piwa.Tests.House;

namespace Piwa.Tests.Infrastructure;

/// <summary>Scripts of <c>eng/</c> that tell a story on real servers; they end with 69 where the servers cannot be had.</summary>
internal static class StoryScript
{
    private const int Unavailable = 69;

    /// <summary>Runs a script with the program and a directory; the test skips where it cannot be.</summary>
    public static async Task<PiwaResult> RunAsync(string script, string directory, ITestOutputHelper output)
    {
        ProcessStartInfo start = new(Path.Combine(Repository.Root, "eng", script), [PiwaProcess.Program, directory])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        PiwaProcess.Isolate(start);
        using Process process = Process.Start(start)!;
        PiwaResult result = await PiwaProcess.FinishAsync(process, commands: 3);
        output.WriteLine(result.Output);
        Assert.SkipWhen(result.ExitCode == Unavailable, result.Output);
        return result;
    }
}
