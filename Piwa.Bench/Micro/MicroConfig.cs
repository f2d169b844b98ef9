using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Filters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace Piwa.Bench.Micro;

/// <summary>
/// How micro benchmarks run: in this process, so that nothing is built or restored, and briefly, since what is gated is allocation, which
/// hardly varies.
/// </summary>
internal sealed class MicroConfig : ManualConfig
{
    private const int WarmUps = 3;
    private const int Iterations = 7;

    private static readonly TimeInterval IterationTime = TimeInterval.FromMilliseconds(100);

    /// <param name="filters">Parts of the names of what is to run, or patterns with *.</param>
    /// <param name="isVerbose">Whether the library may write its log.</param>
    public MicroConfig(IEnumerable<string> filters, bool isVerbose)
    {
        AddJob(Job.Default
            .WithToolchain(InProcessEmitToolchain.Instance)
            .WithWarmupCount(WarmUps)
            .WithIterationCount(Iterations)
            .WithIterationTime(IterationTime));
        AddDiagnoser(MemoryDiagnoser.Default);
        AddFilter(new GlobFilter([.. filters.Select(filter => filter.Contains('*', StringComparison.Ordinal) ? filter : $"*{filter}*")]));
        AddLogger(isVerbose ? ConsoleLogger.Default : NullLogger.Instance);
        WithOptions(ConfigOptions.DisableLogFile);

        // The library leaves a folder of results wherever it runs.
        ArtifactsPath = Path.Combine(Path.GetTempPath(), "piwa-bench-micro");
    }
}
