using System.Diagnostics;

namespace Piwa.Bench.Machines;

/// <summary>Programs of this machine: finds and runs them.</summary>
internal static class Tool
{
    /// <summary>Where a program lies: a path as it is, a name along <c>PATH</c>; null where it is not.</summary>
    public static string? Find(string name)
    {
        if (name.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal))
            return File.Exists(name) ? Path.GetFullPath(name) : null;
        return (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(directory => Path.Combine(directory, name))
            .FirstOrDefault(File.Exists);
    }

    /// <summary>Runs a program to its end.</summary>
    /// <param name="path">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Variables to set.</param>
    /// <returns>What it wrote, to the output and then to the error stream.</returns>
    /// <exception cref="InvalidOperationException">It ended with a failure; the message holds what it wrote.</exception>
    public static string Run(string path, IEnumerable<string> arguments, params ReadOnlySpan<(string Name, string Value)> environment)
    {
        var start = new ProcessStartInfo(path, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        using Process process = Process.Start(start)!;
        var errors = new System.Text.StringBuilder();
        process.ErrorDataReceived += (_, line) => errors.AppendLine(line.Data);
        process.BeginErrorReadLine();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output + errors
            : throw new InvalidOperationException($"{path} ended with {process.ExitCode}: {output}{errors}");
    }

    /// <summary>
    /// The commit that the working directory's sources are of, with a + where they were changed; null where that is not known.
    /// </summary>
    public static string? Commit()
    {
        if (Find("git") is not { } git)
            return null;
        try
        {
            const string Unchanged = "";
            string commit = Run(git, ["rev-parse", "--short=10", "HEAD"]).Trim();
            return Run(git, ["status", "--porcelain", "--untracked-files=no"]).Trim() == Unchanged ? commit : commit + "+";
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Runs this program again, with this one's terminal.</summary>
    /// <param name="arguments">The new process's arguments.</param>
    /// <param name="environment">Variables to set.</param>
    /// <returns>Its exit code.</returns>
    public static int RunAgain(IReadOnlyList<string> arguments, params ReadOnlySpan<(string Name, string Value)> environment)
    {
        (string path, IReadOnlyList<string> all) = Again(arguments);
        var start = new ProcessStartInfo(path, all);
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        using Process process = Process.Start(start)!;
        process.WaitForExit();
        return process.ExitCode;
    }

    /// <summary>How to start this program again.</summary>
    /// <param name="arguments">The new process's arguments.</param>
    /// <returns>The program, and its arguments.</returns>
    public static (string Path, IReadOnlyList<string> Arguments) Again(params IReadOnlyList<string> arguments)
    {
        string path = Environment.ProcessPath!;
        return Path.GetFileNameWithoutExtension(path) == "dotnet"
            ? (path, [Environment.GetCommandLineArgs()[0], .. arguments])
            : (path, arguments);
    }
}
