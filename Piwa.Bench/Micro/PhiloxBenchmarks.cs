using BenchmarkDotNet.Attributes;
using Piwa.Kernels.Numerics;
using Piwa.Kernels.Recipes;

namespace Piwa.Bench.Micro;

/// <summary>Random numbers: a block of four words, a float of a stream.</summary>
public class PhiloxBenchmarks
{
    private const int Count = 1024;

    /// <summary>A block for a counter.</summary>
    [Benchmark(OperationsPerInvoke = Count)]
    public uint Block()
    {
        uint mixed = 0;
        for (uint i = 0; i < Count; i++)
            mixed ^= Philox.Block(i, 0, 0, 0, 1, 2).X0;
        return mixed;
    }

    /// <summary>A float of a stream.</summary>
    [Benchmark(OperationsPerInvoke = Count)]
    public float Stream()
    {
        var stream = new RandomStream(1, 2, RandomField.Labels);
        float sum = 0;
        for (int i = 0; i < Count; i++)
            sum += stream.NextUnit();
        return sum;
    }
}
