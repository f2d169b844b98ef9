using BenchmarkDotNet.Attributes;

namespace Piwa.Bench.Micro;

/// <summary>Sealing: hashes, filters, LZ4, metrics and checks of a whole asset.</summary>
public class SealBenchmarks : AssetBenchmarks
{
    /// <summary>One asset.</summary>
    [Benchmark]
    public void SealAsset() => Assets.Seal();
}
