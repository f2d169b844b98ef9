using System.Diagnostics;
using Piwa.Tests.House;

namespace Piwa.Tests.Infrastructure;

/// <summary>Node.js, for tools of npm. A tool is a folder of the tests with a <c>package.json</c>; <c>npm ci</c> there installs it.</summary>
internal static class NodeTool
{
    /// <summary>Far more than any script takes: one that hangs fails its test.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>Skips the test where Node.js is missing, or the tool is not installed.</summary>
    /// <param name="folder">The tool's folder, from the solution's.</param>
    public static void Require(string folder)
    {
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        Assert.SkipUnless(folders.Any(path => File.Exists(Path.Combine(path, "node"))), "Node.js is not installed.");
        Assert.SkipUnless(Directory.Exists(Path.Combine(Repository.Root, folder, "node_modules")), $"The packages of {folder} are not installed: npm ci.");
    }

    /// <summary>What a script of the tool prints.</summary>
    public static string Run(string folder, string script, params string[] arguments) => Run(folder, script, null, arguments);

    /// <summary>What a script of the tool prints that reads its standard input.</summary>
    public static string RunWithInput(string folder, string script, string input) => Run(folder, script, input, []);

    /// <summary>Starts a script of the tool, to be spoken with.</summary>
    public static Process Start(string folder, string script, params string[] arguments) =>
        Process.Start(new ProcessStartInfo("node", [Path.Combine(Repository.Root, folder, script), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;

    private static string Run(string folder, string script, string? input, string[] arguments)
    {
        using Process process = Start(folder, script, arguments);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        if (!process.WaitForExit(Limit))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{script} did not end within {Limit}.");
        }

        Assert.True(process.ExitCode == 0, errors.Result);
        return output.Result;
    }
}
