using Piwa.Tests.House;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Packaging;

/// <summary>The manifest of the job, held against Kubernetes' own schema.</summary>
public sealed class KubernetesTests
{
    private const string Tool = "Piwa.Tests/Packaging/Kubernetes";

    private static string Manifest => File.ReadAllText(Path.Combine(Repository.Root, "packaging/cluster/piwa-job.yaml"));

    [Fact]
    public void TheJobIsOneThatKubernetesTakes() => Assert.Equal(["documents 1"], Check(Manifest));

    [Theory]
    [InlineData("backoffLimitPerIndex", "backoffLimitPerIndx", "'\"backoffLimitPerIndx\"' does not exist")]
    [InlineData("parallelism: 64", "parallelism: many", "data/spec/parallelism must be integer")]
    [InlineData(", status: \"True\"", "", "must have required property status")]
    public void WhatItWouldNotTakeIsSaid(string right, string wrong, string fault)
    {
        string changed = Manifest.Replace(right, wrong, StringComparison.Ordinal);
        Assert.NotEqual(Manifest, changed);
        Assert.Contains(Check(changed), line => line.Contains(fault, StringComparison.Ordinal));
    }

    private static string[] Check(string manifest)
    {
        NodeTool.Require(Tool);
        return NodeTool.RunWithInput(Tool, "validate.mjs", manifest).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
