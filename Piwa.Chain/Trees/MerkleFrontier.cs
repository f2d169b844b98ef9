using Piwa.Chain.Hashing;

namespace Piwa.Chain.Trees;

/// <summary>The root of a tree that grows to the right, in memory that does not grow with it: one full subtree per level.</summary>
/// <remarks>Appending costs two hashes on average and asking for the root as many as the tree is deep. Not safe for several
/// threads.</remarks>
public sealed class MerkleFrontier
{
    // For each bit of the number of leaves that is set, the root of the full subtree that it stands for.
    private readonly Hash256[] _fullSubtrees;

    /// <summary>Starts with an empty tree.</summary>
    /// <param name="depth">Levels below the root: 0 to 30.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="depth"/> is negative or more than 30.</exception>
    public MerkleFrontier(int depth)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(depth);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(depth, TreeSize.DeepestTree);
        Depth = depth;
        _fullSubtrees = new Hash256[depth + 1];
    }

    /// <summary>Levels below the root.</summary>
    public int Depth { get; }

    /// <summary>The number of leaves.</summary>
    public long LeafCount { get; private set; }

    private MerkleFrontier(MerkleFrontier other)
    {
        Depth = other.Depth;
        LeafCount = other.LeafCount;
        _fullSubtrees = [.. other._fullSubtrees];
    }

    /// <summary>Another frontier of the same leaves.</summary>
    public MerkleFrontier Copy() => new(this);

    /// <summary>Appends a leaf.</summary>
    /// <param name="leaf">The leaf.</param>
    /// <exception cref="InvalidOperationException">The tree is full.</exception>
    public void Append(Hash256 leaf)
    {
        if (LeafCount >> Depth != 0)
            throw new InvalidOperationException($"A tree of depth {Depth} holds {1L << Depth} leaves and is full.");

        int level = 0;
        for (long count = LeafCount; (count & 1) != 0; count >>= 1)
            leaf = Keccak256.HashPair(in _fullSubtrees[level++], in leaf);
        _fullSubtrees[level] = leaf;
        LeafCount++;
    }

    /// <summary>Computes the root.</summary>
    public Hash256 ComputeRoot()
    {
        if (LeafCount >> Depth != 0)
            return _fullSubtrees[Depth];

        Hash256 node = Hash256.Zero;
        for (int level = 0; level < Depth; level++)
        {
            node = ((LeafCount >> level) & 1) != 0
                ? Keccak256.HashPair(in _fullSubtrees[level], in node)
                : Keccak256.HashPair(in node, in EmptyNodes.Levels[level]);
        }

        return node;
    }
}
