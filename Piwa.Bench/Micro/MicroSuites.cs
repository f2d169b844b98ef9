using System.Reflection;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Piwa.Bench.Micro;

/// <summary>The micro benchmarks of this assembly.</summary>
internal static class MicroSuites
{
    /// <summary>
    /// What the library allocates in a measurement, 2,976 bytes in all but a process's first, rounded up. Spread over operations it would be
    /// bytes of those that are long and few.
    /// </summary>
    private const long MeasuringBytes = 4096;

    /// <summary>Their classes.</summary>
    public static IReadOnlyList<Type> All { get; } =
        [.. typeof(MicroSuites).Assembly.GetTypes().Where(type => Benchmarks(type).Any()).OrderBy(type => type.Name, StringComparer.Ordinal)];

    /// <summary>Their names: class and method.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. All.SelectMany(type => Benchmarks(type).Select(method => $"{type.Name}.{method.Name}")).Order(StringComparer.Ordinal)];

    /// <summary>Runs those that the configuration's filter lets through.</summary>
    /// <exception cref="InvalidOperationException">One of them failed.</exception>
    public static IReadOnlyList<MicroResult> Run(IConfig config)
    {
        List<MicroResult> results = [];
        foreach (BenchmarkRunInfo suite in All.Select(type => BenchmarkConverter.TypeToBenchmarks(type, config)))
        {
            if (suite.BenchmarksCases.Length == 0)
                continue;

            Console.Error.WriteLine($"measuring: {suite.Type.Name}");
            results.AddRange(BenchmarkRunner.Run(suite).Reports.Select(ToResult));
        }

        return results;
    }

    private static IEnumerable<MethodInfo> Benchmarks(Type type) =>
        type.IsAbstract ? [] : type.GetMethods().Where(method => method.GetCustomAttribute<BenchmarkAttribute>() is not null);

    private static MicroResult ToResult(BenchmarkReport report)
    {
        Descriptor descriptor = report.BenchmarkCase.Descriptor;
        string name = $"{descriptor.Type.Name}.{descriptor.WorkloadMethod.Name}";
        long? allocated = report.GcStats.GetTotalAllocatedBytes(excludeAllocationQuantumSideEffects: false);
        return report.Success && report.ResultStatistics is { } time && allocated is { } bytes
            ? new MicroResult(name, time.Median, Math.Max(0, bytes - MeasuringBytes) / report.GcStats.TotalOperations)
            : throw new InvalidOperationException($"{name} failed; --verbose shows why.");
    }
}
