using System.Diagnostics;
using System.Globalization;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Host;

/// <summary>Nodes of a fleet as programs.</summary>
public sealed class WorkCommandTests : IDisposable
{
    private static readonly string[] Small =
        ["work", "--store", "store", "--scratch", "scratch", "--resolution", "64", "--triangles", "600", "--shard-assets", "4", "--device", "host", "--quiet"];

    private readonly TemporaryDirectory _home = new();
    private readonly PiwaProcess _piwa;

    public WorkCommandTests() => _piwa = new PiwaProcess(_home.Path);

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task WhatIsWrongIsSaidAtOnce()
    {
        (await _piwa.RunAsync("work", "--store", "store", "--partition", "4/4", "--resolution", "65")).Exits(2).Says(
            "'4/4' is no partition", "0/4 for the first of four", "--assets must say how many", "65");
        Assert.False(Directory.Exists(_home["store"]));
        (await _piwa.RunAsync("gather", "--store", "store")).Exits(2).Says("There is no work in", "piwa work --store");
    }

    [Fact]
    public async Task SharesOfASchedulerBecomeAnAnchoredSet()
    {
        // The wallet is a setting, as of generate; the second node is told nothing but where.
        (await RunAsync(Slurm(0), [.. Small, "--assets", "10", "--chain", "anchor"])).Exits(0).Says("share 0/2: 2 units, 0 were finished, 2 made now", "Done.");
        (await _piwa.RunAsync("gather", "--store", "store", "--quiet")).Exits(75).Says("2 of 3 units", "the units of assets 4.");
        (await RunAsync(Slurm(1), "work", "--store", "store", "--scratch", "scratch-1", "--device", "host", "--quiet")).Exits(0).Says("share 1/2: 1 units");
        (await _piwa.RunAsync("gather", "--store", "store", "--quiet")).Exits(0).Says("3 of 3 units", "1 came now", "Complete.");
        (await RunAsync(
            [], "generate", "--assets", "10", "--chain", "anchor", "--resolution", "64", "--triangles", "600", "--shard-assets", "4", "--device", "host"))
            .Exits(0).Says("anchored 10 assets");
        (await _piwa.RunAsync("verify", "dataset", "--device", "host")).Exits(0);
        Assert.True(File.Exists(_home["key.json"]));
        Assert.False(File.Exists(_home[".config/piwa/wallet.json"]));
    }

    [Fact]
    public async Task AnotherOrderIsRefused()
    {
        (await _piwa.RunAsync([.. Small, "--assets", "4"])).Exits(0);
        (await _piwa.RunAsync([.. Small, "--assets", "4", "--seed", "2"])).Exits(2).Says("its seed is 1, not 2");
        (await _piwa.RunAsync([.. Small, "--assets", "5"])).Exits(2).Says("is to have 4 assets, not 5");
    }

    [Fact]
    public async Task ASignalStopsItWithTheCodeThatSchedulersRequeueOn()
    {
        const int Terminate = 15;
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Signals are a matter of Unix.");
        Assert.SkipWhen(PiwaProcess.IsIgnored(Terminate), "Whoever started the tests has SIGTERM ignored; so does the program.");
        using Process work = _piwa.Start([.. Small, "--assets", "100000"]);
        Task<PiwaResult> end = PiwaProcess.FinishAsync(work);
        while (!Directory.Exists(_home["store/units"]) && !end.IsCompleted)
            await Task.WhenAny(end, Task.Delay(TimeSpan.FromMilliseconds(20), TestContext.Current.CancellationToken));
        using (Process kill = Process.Start("kill", ["-TERM", work.Id.ToString(CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        (await end).Exits(75).Says("Stopped before the share was finished.");
        Assert.NotEmpty(Directory.GetFiles(_home["store/units"]));
    }

    private static (string, string)[] Slurm(int task) =>
    [
        ("SLURM_ARRAY_TASK_ID", task.ToString(CultureInfo.InvariantCulture)), ("SLURM_ARRAY_TASK_MIN", "0"), ("SLURM_ARRAY_TASK_MAX", "1"),
    ];

    private async Task<PiwaResult> RunAsync((string Name, string Value)[] environment, params string[] arguments)
    {
        using Process process = _piwa.Start(
            environment.Append(("PIWA_WALLET", _home["key.json"])).ToDictionary(variable => variable.Item1, variable => variable.Item2), arguments);
        return await PiwaProcess.FinishAsync(process);
    }
}
