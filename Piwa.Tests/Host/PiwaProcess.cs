using System.Diagnostics;

namespace Piwa.Tests.Host;

/// <summary>Runs the host as its users do: as a process of its own, with a home of its own.</summary>
/// <remarks>It is what the build made, or what <c>PIWA_PROGRAM</c> names: one of <c>eng/native</c> starts in a third of the time.</remarks>
internal sealed class PiwaProcess(string home)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>The program.</summary>
    public static string Program { get; } = Environment.GetEnvironmentVariable("PIWA_PROGRAM") is { Length: > 0 } named
        ? Path.GetFullPath(named)
        : Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "piwa.exe" : "piwa");

    public async Task<PiwaResult> RunAsync(params string[] arguments)
    {
        using Process process = Start(arguments);
        return await FinishAsync(process);
    }

    public Process Start(params string[] arguments) => Start(new Dictionary<string, string>(), arguments);

    /// <param name="environment">Variables that are set for it, beside its home.</param>
    /// <param name="arguments">The command line.</param>
    public Process Start(Dictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(Program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = home,
        };
        Isolate(start);
        start.Environment["HOME"] = home;
        start.Environment["XDG_CONFIG_HOME"] = Path.Combine(home, ".config");
        start.Environment["NO_COLOR"] = "1";
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    /// <summary>Takes out of a process's environment what is a setting of the host: tests have some such variables of their own.</summary>
    public static void Isolate(ProcessStartInfo start)
    {
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("PIWA_", StringComparison.Ordinal)).ToArray())
            start.Environment.Remove(name);
    }

    /// <summary>Whether this process ignores a signal, and so those that it starts.</summary>
    public static bool IsIgnored(int signal)
    {
        const string Ignored = "SigIgn:";
        string? line = File.Exists("/proc/self/status")
            ? File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith(Ignored, StringComparison.Ordinal))
            : null;
        return line is not null && ((Convert.ToUInt64(line[Ignored.Length..].Trim(), 16) >> (signal - 1)) & 1) != 0;
    }

    /// <summary>Waits for the end of a process.</summary>
    /// <param name="process">The process.</param>
    /// <param name="commands">How many commands it runs: it has a while for each.</param>
    public static async Task<PiwaResult> FinishAsync(Process process, int commands = 1)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience * commands);
        Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token), errors = process.StandardError.ReadToEndAsync(limit.Token);
        try
        {
            await process.WaitForExitAsync(limit.Token);
            return new PiwaResult(process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
