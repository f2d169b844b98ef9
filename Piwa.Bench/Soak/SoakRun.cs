using System.Diagnostics;
using Piwa.Pipeline;

namespace Piwa.Bench.Soak;

/// <summary>One long run of small assets, during a part of which a stage is slower; samples as it goes.</summary>
internal sealed class SoakRun(SoakPlan plan)
{
    private readonly List<SoakSample> _samples = [];
    private long _sealed;

    /// <summary>Runs it.</summary>
    /// <returns>The samples, and the report.</returns>
    public async Task<(IReadOnlyList<SoakSample> Samples, RunReport Report)> RunAsync(CancellationToken cancellationToken)
    {
        PiwaPipeline pipeline = PiwaPipeline.CreateBuilder().Configure(options =>
        {
            options.OutputDirectory = Path.Combine(plan.Directory, "dataset");
            options.WalletPath = Path.Combine(plan.Directory, "wallet.json");
            options.Campaign = plan.Campaign;
            options.Device = plan.Device;
            options.Worked = (stage, time) =>
            {
                if (stage == plan.SlowStage && IsSlow)
                    Thread.Sleep(time * (plan.Slowness - 1));
            };
        }).Build();
        RunReport report = await pipeline.RunAsync((ulong)plan.Assets, new Sampler(this), cancellationToken).ConfigureAwait(false);
        return (_samples, report);
    }

    private bool IsSlow => Interlocked.Read(ref _sealed) is var made && made >= plan.SlowFrom && made < plan.SlowTo;

    private void Sample(RunProgress progress)
    {
        Interlocked.Exchange(ref _sealed, progress.Sealed);
        double seconds = progress.Elapsed.TotalSeconds;
        SoakSample? before = _samples.Count > 0 ? _samples[^1] : null;
        if (before is not null && seconds - before.Seconds < plan.Interval.TotalSeconds)
            return;
        using Process self = Process.GetCurrentProcess();
        _samples.Add(new SoakSample(
            seconds,
            progress.Sealed,
            before is null ? 0 : (progress.Sealed - before.Assets) / (seconds - before.Seconds),
            self.WorkingSet64,
            GC.GetTotalMemory(forceFullCollection: false),
            Directory.Exists("/proc/self/fd") ? Directory.GetFileSystemEntries("/proc/self/fd").Length : -1,
            self.Threads.Count,
            progress.UnmintedShards,
            IsSlow));
        if (_samples.Count % 10 == 0)
            Console.Error.WriteLine($"{progress.Sealed}/{plan.Assets} {_samples[^1].Rate:F0}/s {_samples[^1].ResidentBytes / 1_000_000} MB");
    }

    private sealed class Sampler(SoakRun run) : IProgress<RunProgress>
    {
        private readonly Lock _lock = new();

        public void Report(RunProgress value)
        {
            lock (_lock)
                run.Sample(value);
        }
    }
}
