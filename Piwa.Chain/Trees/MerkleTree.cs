using Piwa.Chain.Hashing;

namespace Piwa.Chain.Trees;

/// <summary>A Merkle tree of leaves that are all known: its root, and a proof of any of them.</summary>
/// <remarks>
/// Nodes are keccak-256 of two children; places without a leaf hold 32 zero bytes, so that the roots are those of the concurrent trees
/// on chain. Building takes O(n) hashes and keeps 64 bytes per leaf, however deep the tree is. Immutable and safe to share between threads.
/// </remarks>
public sealed class MerkleTree
{
    // Levels from the leaves up; a level ends with its last node that has a leaf below it.
    private readonly Hash256[][] _levels;

    private MerkleTree(int depth, Hash256[][] levels)
    {
        Depth = depth;
        _levels = levels;
    }

    /// <summary>Levels below the root.</summary>
    public int Depth { get; }

    /// <summary>The number of leaves.</summary>
    public int LeafCount => _levels[0].Length;

    /// <summary>The root.</summary>
    public Hash256 Root => NodeAt(Depth, 0);

    /// <summary>Builds a tree.</summary>
    /// <param name="depth">Levels below the root: 0 to 30.</param>
    /// <param name="leaves">The leaves from the left; copied.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="depth"/> is negative or more than 30.</exception>
    /// <exception cref="ArgumentException">There are more leaves than fit.</exception>
    public static MerkleTree Build(int depth, ReadOnlySpan<Hash256> leaves)
    {
        CheckSize(depth, leaves.Length);
        Hash256[][] levels = new Hash256[depth + 1][];
        levels[0] = leaves.ToArray();
        for (int level = 0; level < depth; level++)
        {
            levels[level + 1] = new Hash256[ParentCount(levels[level].Length)];
            HashLevel(levels[level], level, levels[level + 1]);
        }

        return new MerkleTree(depth, levels);
    }

    /// <summary>Computes a root without keeping the tree.</summary>
    /// <param name="depth">Levels below the root: 0 to 30.</param>
    /// <param name="leaves">The leaves from the left.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="depth"/> is negative or more than 30.</exception>
    /// <exception cref="ArgumentException">There are more leaves than fit.</exception>
    public static Hash256 ComputeRoot(int depth, ReadOnlySpan<Hash256> leaves)
    {
        CheckSize(depth, leaves.Length);
        if (leaves.IsEmpty)
            return EmptyNodes.Levels[depth];
        if (depth == 0)
            return leaves[0];

        // Two buffers take turns; the smaller one starts as the first level of parents.
        Hash256[] parents = new Hash256[ParentCount(leaves.Length)];
        Hash256[] spare = new Hash256[ParentCount(parents.Length)];
        HashLevel(leaves, 0, parents);
        int count = parents.Length;
        for (int level = 1; level < depth; level++)
        {
            HashLevel(parents.AsSpan(..count), level, spare);
            count = ParentCount(count);
            (parents, spare) = (spare, parents);
        }

        return parents[0];
    }

    /// <summary>The smallest depth at which so many leaves fit.</summary>
    /// <param name="leafCount">The number of leaves.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="leafCount"/> is negative or more than 2^30.</exception>
    public static int DepthFor(int leafCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(leafCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(leafCount, 1 << TreeSize.DeepestTree);
        return leafCount <= 1 ? 0 : System.Numerics.BitOperations.Log2((uint)leafCount - 1) + 1;
    }

    /// <summary>The proof of one leaf.</summary>
    /// <param name="index">The leaf's index.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such leaf.</exception>
    public MerkleProof GetProof(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, LeafCount);
        Hash256[] siblings = new Hash256[Depth];
        for (int level = 0; level < Depth; level++)
            siblings[level] = NodeAt(level, (index >> level) ^ 1);
        return new MerkleProof(_levels[0][index], (uint)index, siblings);
    }

    /// <summary>The proofs of all leaves, from the left, made one by one as they are asked for.</summary>
    public IEnumerable<MerkleProof> GetProofs()
    {
        for (int index = 0; index < LeafCount; index++)
            yield return GetProof(index);
    }

    private Hash256 NodeAt(int level, int index) => index < _levels[level].Length ? _levels[level][index] : EmptyNodes.Levels[level];

    private static void CheckSize(int depth, int leafCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(depth);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(depth, TreeSize.DeepestTree);
        if (leafCount > 1 << depth)
            throw new ArgumentException($"A tree of depth {depth} holds {1 << depth} leaves, got {leafCount}.", nameof(leafCount));
    }

    private static int ParentCount(int count) => (count + 1) / 2;

    private static void HashLevel(ReadOnlySpan<Hash256> nodes, int level, Span<Hash256> parents)
    {
        int even = nodes.Length & ~1;
        Keccak256.HashPairs(nodes[..even], parents);
        if (even != nodes.Length)
            parents[even / 2] = Keccak256.HashPair(in nodes[even], in EmptyNodes.Levels[level]);
    }
}
