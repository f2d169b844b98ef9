using System.Diagnostics;

namespace Piwa.Tests.Packaging;

/// <summary>The program <c>tar</c>.</summary>
internal static class TarTool
{
    /// <summary>The names of a file's entries, or skips the test where there is no <c>tar</c>.</summary>
    public static string[] List(string path)
    {
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        Assert.SkipUnless(folders.Any(folder => File.Exists(Path.Combine(folder, "tar"))), "There is no program tar.");
        using Process process = Process.Start(new ProcessStartInfo("tar", ["--list", "--file", path]) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
