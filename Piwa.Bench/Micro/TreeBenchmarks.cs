using BenchmarkDotNet.Attributes;
using Piwa.Chain.Hashing;
using Piwa.Chain.Trees;

namespace Piwa.Bench.Micro;

/// <summary>Keccak-256 of a pair of nodes, and leaves appended to a tree that is never full.</summary>
public class TreeBenchmarks
{
    private const int Depth = 30;
    private const int BufferSize = 2048;
    private const int Leaves = 256;

    private static readonly Hash256 Leaf = Keccak256.Hash([1]);

    private readonly Hash256[] _leaves = [.. Enumerable.Repeat(Leaf, Leaves)];
    private readonly Hash256[] _parents = new Hash256[Leaves / 2];
    private readonly ConcurrentMerkleTree _tree = Create();

    /// <summary>A pair.</summary>
    [Benchmark]
    public Hash256 HashPair() => Keccak256.HashPair(in Leaf, in Leaf);

    /// <summary>A pair of many.</summary>
    [Benchmark(OperationsPerInvoke = Leaves / 2)]
    public void HashPairs() => Keccak256.HashPairs(_leaves, _parents);

    /// <summary>A leaf.</summary>
    [Benchmark]
    public TreeOutcome Append() => _tree.Append(Leaf);

    /// <summary>A leaf of a shard's.</summary>
    [Benchmark(OperationsPerInvoke = Leaves)]
    public TreeOutcome AppendBatch() => _tree.AppendBatch(_leaves);

    private static ConcurrentMerkleTree Create()
    {
        var size = new TreeSize(Depth, BufferSize);
        return ConcurrentMerkleTree.Initialize(new byte[size.AccountBytes], size, default, creationSlot: 0);
    }
}
