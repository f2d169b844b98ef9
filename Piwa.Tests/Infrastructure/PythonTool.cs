using System.Diagnostics;

namespace Piwa.Tests.Infrastructure;

/// <summary>Python, for readers that the documents print.</summary>
internal static class PythonTool
{
    /// <summary>Runs the first Python of the path that has a module, or skips the test where there is none.</summary>
    public static void Run(string[] arguments, string module)
    {
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        string? python = folders.Select(folder => Path.Combine(folder, "python3")).Where(File.Exists)
            .FirstOrDefault(candidate => Execute(candidate, "-c", $"import {module}").ExitCode == 0);
        Assert.SkipWhen(python is null, $"There is no Python with {module}.");
        (int exitCode, string errors) = Execute(python, arguments);
        Assert.True(exitCode == 0, errors);
    }

    private static (int ExitCode, string Errors) Execute(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, errors);
    }
}
