using System.Diagnostics;
using Piwa.Tests.Host;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Crashes;

/// <summary>One data set, and the lives of the processes that make it.</summary>
internal sealed class CrashedSet(CrashScenario scenario) : IDisposable
{
    private const string PointVariable = "PIWA_FAIL_POINT";
    private const string LogVariable = "PIWA_FAIL_LOG";

    /// <summary>What a shell tells of a process that SIGKILL has ended.</summary>
    private const int Killed = 128 + 9;

    private readonly TemporaryDirectory _home = new();
    private bool _isPrepared;

    /// <summary>The command that is next; all are done if it is their number.</summary>
    public int Next { get; private set; }

    public bool IsDone => Next == scenario.Commands.Length;

    /// <summary>What the data set is, once all is done.</summary>
    public Task<string> DigestAsync() => DatasetDigest.OfAsync(_home["dataset"]);

    /// <summary>Runs the next command without faults.</summary>
    /// <returns>The moments it came by.</returns>
    public async Task<IReadOnlyList<string>> RunAsync()
    {
        string log = _home["moments.log"];
        File.Delete(log);
        using Process process = Start((LogVariable, log));
        Assert.False(HasDied(await PiwaProcess.FinishAsync(process)));
        return File.Exists(log) ? await File.ReadAllLinesAsync(log, TestContext.Current.CancellationToken) : [];
    }

    /// <summary>Runs the next command until a moment at which it is killed.</summary>
    /// <returns>Whether it was; else the command is done.</returns>
    public async Task<bool> KillAsync(string moment, int turn)
    {
        using Process process = Start((PointVariable, $"kill {moment} @{turn}"));
        return HasDied(await PiwaProcess.FinishAsync(process));
    }

    /// <summary>Runs the next command and kills it after a time.</summary>
    /// <returns>Whether it was killed; else the command is done.</returns>
    public async Task<bool> KillAsync(TimeSpan after)
    {
        using Process process = Start();
        Task<PiwaResult> end = PiwaProcess.FinishAsync(process);
        await Task.WhenAny(end, Task.Delay(after, TestContext.Current.CancellationToken));
        process.Kill();
        return HasDied(await end);
    }

    /// <summary>Runs the next command with a write that fails.</summary>
    /// <returns>Whether the command failed, which it must say as it says all errors; else it is done.</returns>
    public async Task<bool> FailAsync(string moment, int turn)
    {
        using Process process = Start((PointVariable, $"fail {moment} @{turn}"));
        PiwaResult result = await PiwaProcess.FinishAsync(process);
        if (result.ExitCode != 0)
        {
            result.Exits(1).Says("error:", moment);
            Assert.DoesNotContain("   at Piwa.", result.Errors, StringComparison.Ordinal);
            return true;
        }

        Next++;
        return false;
    }

    public void Dispose() => _home.Dispose();

    private Process Start(params (string Name, string Value)[] environment)
    {
        if (!_isPrepared && scenario.Prepare is { } prepare && Next == scenario.Commands.Length - 1)
        {
            prepare(_home["dataset"]);
            _isPrepared = true;
        }

        return new PiwaProcess(_home.Path).Start(
            environment.ToDictionary(variable => variable.Name, variable => variable.Value), scenario.Commands[Next]);
    }

    private bool HasDied(PiwaResult result)
    {
        if (result.ExitCode == Killed)
            return true;
        if (result.ExitCode == 0 || scenario.AllDone is not { } allDone || Next != scenario.Commands.Length - 1)
            result.Exits(0);
        else
            result.Exits(2).Says(allDone);
        Next++;
        return false;
    }
}
