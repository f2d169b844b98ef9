using System.Reflection;
using System.Text.RegularExpressions;

namespace Piwa.Tests.House;

/// <summary>Who may know whom: Host → Pipeline → { Kernels, Chain }, and those two nothing of each other.</summary>
public sealed partial class ReferenceTests
{
    public static TheoryData<string, string[]> Allowed => new()
    {
        { "Piwa.Kernels", ["ILGPU"] },
        { "Piwa.Chain", ["NSec.Cryptography", "Polly.Core", "ZstdSharp"] },
        {
            "Piwa.Pipeline",
            [
                "AWSSDK.Core", "AWSSDK.S3", "K4os.Compression.LZ4", "Microsoft.Extensions.DependencyInjection.Abstractions", "Microsoft.Extensions.Logging.Abstractions",
                "Microsoft.Extensions.Options", "Npgsql", "Parquet", "Piwa.Chain", "Piwa.Kernels", "Polly.Core", "System.IO.Hashing", "ZstdSharp",
            ]
        },
        {
            "piwa",
            [
                "OpenTelemetry", "OpenTelemetry.Api", "OpenTelemetry.Exporter.OpenTelemetryProtocol", "Piwa.Chain", "Piwa.Kernels", "Piwa.Pipeline",
                "Spectre.Console", "Spectre.Console.Ansi", "System.CommandLine",
            ]
        },
    };

    /// <summary>Folders within Pipeline, and the folders that they may not know.</summary>
    public static TheoryData<string, string> Forbidden => new()
    {
        { "Flow", "Kernels|Chain|Stages|Encoding|Shards|Exports|Verification|Packaging" },
        { "Encoding", "Kernels|Chain|Stages|Flow|Shards|Exports|Verification|Packaging" },
        { "Shards", "Chain|Stages|Flow|Exports|Verification|Packaging" },
        { "Exports", "Chain|Stages|Flow|Verification|Packaging" },
        { "Sinks", "Chain|Stages|Flow|Verification|Packaging" },
        { "Telemetry", "Stages|Exports|Verification|Packaging" },
        { "Stages", "Exports|Verification|Packaging" },
        { "Packaging", "Chain|Stages|Flow|Verification" },
        { "Stores/S3", "Kernels|Chain|Stages|Flow|Encoding|Shards|Exports|Verification|Packaging" },
        { "Cameras", "Chain|Stages|Flow|Shards|Verification|Packaging" },
    };

    [Theory]
    [MemberData(nameof(Allowed))]
    public void AnAssemblyKnowsOnlyWhatItMay(string name, string[] allowed)
    {
        ArgumentNullException.ThrowIfNull(allowed);
        Assembly assembly = Assembly.Load(name);
        List<string> frameworks = [Path.GetDirectoryName(typeof(object).Assembly.Location)!];

        // The host alone serves: nobody else is to need the shared framework of ASP.NET Core.
        if (name == "piwa")
            frameworks.Add(Path.GetDirectoryName(typeof(Microsoft.AspNetCore.Builder.WebApplication).Assembly.Location)!);
        string[] foreign = [.. assembly.GetReferencedAssemblies()
            .Select(reference => reference.Name!)
            .Where(reference => !frameworks.Any(framework => File.Exists(Path.Combine(framework, reference + ".dll"))))];
        Assert.Empty(foreign.Except(allowed));
    }

    [Theory]
    [MemberData(nameof(Forbidden))]
    public void AFolderOfThePipelineKnowsOnlyWhatItMay(string folder, string forbidden)
    {
        var pattern = new Regex($@"Piwa\.(Pipeline\.)?({forbidden})\b");
        Assert.All(Repository.Sources($"Piwa.Pipeline/{folder}"), file =>
            Assert.DoesNotContain(File.ReadLines(file), line => pattern.IsMatch(line) && !line.TrimStart().StartsWith("///", StringComparison.Ordinal)));
    }

    /// <summary>Stages know files of the root: only those of the oracle, which they do not know, may look back at data sets.</summary>
    [Fact]
    public void OfTheRootOnlyTheOracleKnowsVerification() => Assert.Equal(
        ["OracleAccess.cs", "OracleSetup.cs"],
        Directory.GetFiles(Path.Combine(Repository.Root, "Piwa.Pipeline"), "*.cs")
            .Where(file => File.ReadLines(file).Any(line => line.StartsWith("using Piwa.Pipeline.Verification", StringComparison.Ordinal)))
            .Select(Path.GetFileName)
            .Order(StringComparer.Ordinal));

    [Fact]
    public void TheGraphIsOneScreenWithoutDecisions()
    {
        string[] lines = File.ReadAllLines(Path.Combine(Repository.Root, "Piwa.Pipeline", "BatchGraph.cs"));
        Assert.InRange(lines.Length, 20, 60);
        Assert.DoesNotContain(lines, line => Decision().IsMatch(line));
    }

    [GeneratedRegex(@"\b(if|for|foreach|while|switch)\s*\(")]
    private static partial Regex Decision();
}
