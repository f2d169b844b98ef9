using BenchmarkDotNet.Attributes;
using Piwa.Kernels.Recipes;

namespace Piwa.Bench.Micro;

/// <summary>From an index to a recipe, and on to a mesh with light at its vertices.</summary>
public class MeshingBenchmarks : AssetBenchmarks
{
    /// <summary>Draws the recipe.</summary>
    [Benchmark]
    public object Sample() => Preset.Piwa.Sample(StandardAsset.Campaign.Seed, 0, StandardAsset.Rig);

    /// <summary>Draws the recipe and makes, checks and lights the mesh.</summary>
    [Benchmark]
    public void Generate() => Assets.Generate();
}
