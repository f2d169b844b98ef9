using System.Diagnostics;

namespace Piwa.Tests.Encoding;

/// <summary>The command-line tool <c>lz4</c>: the peer that must open our frames and whose frames we must open.</summary>
internal static class Lz4Tool
{
    /// <summary>Runs <c>lz4</c> over <paramref name="input"/>, or skips the test where there is no such tool.</summary>
    public static byte[] Run(byte[] input, params string[] arguments)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator);
        var tool = folders.Select(folder => Path.Combine(folder, "lz4")).FirstOrDefault(File.Exists);
        Assert.SkipWhen(tool is null, "The tool lz4 is not installed.");

        // Files, not pipes: a pipe in each direction deadlocks once both are full.
        var folder = Directory.CreateTempSubdirectory("piwa-lz4-");
        try
        {
            var (from, to) = (Path.Combine(folder.FullName, "from"), Path.Combine(folder.FullName, "to"));
            File.WriteAllBytes(from, input);
            var start = new ProcessStartInfo(tool, [.. arguments, "-qf", from, to]) { RedirectStandardError = true };
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, errors);
            return File.ReadAllBytes(to);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
