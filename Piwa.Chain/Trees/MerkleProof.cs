using Piwa.Chain.Hashing;

namespace Piwa.Chain.Trees;

/// <summary>The proof that a leaf stands at an index of a tree: the siblings on its way to the root.</summary>
/// <remarks>Immutable and safe to share between threads.</remarks>
public sealed class MerkleProof
{
    private readonly Hash256[] _siblings;

    /// <summary>Creates a proof.</summary>
    /// <param name="leaf">The leaf.</param>
    /// <param name="index">Its index.</param>
    /// <param name="siblings">The siblings from the leaf up, as many as the tree is deep.</param>
    /// <exception cref="ArgumentException">There are more than 30 siblings, or no tree of that depth has the index.</exception>
    public MerkleProof(Hash256 leaf, uint index, IReadOnlyList<Hash256> siblings)
    {
        ArgumentNullException.ThrowIfNull(siblings);
        if (siblings.Count > TreeSize.DeepestTree)
            throw new ArgumentException($"A proof has at most {TreeSize.DeepestTree} siblings, got {siblings.Count}.", nameof(siblings));
        if (index >> siblings.Count != 0)
            throw new ArgumentException($"A tree of depth {siblings.Count} has no leaf {index}.", nameof(index));
        Leaf = leaf;
        Index = index;
        _siblings = [.. siblings];
    }

    /// <summary>The leaf.</summary>
    public Hash256 Leaf { get; }

    /// <summary>The leaf's index, from the left.</summary>
    public uint Index { get; }

    /// <summary>The siblings from the leaf up.</summary>
    public IReadOnlyList<Hash256> Siblings => _siblings;

    /// <summary>The root that the proof leads to.</summary>
    public Hash256 ComputeRoot()
    {
        Hash256 node = Leaf;
        for (int level = 0; level < _siblings.Length; level++)
        {
            bool isRight = ((Index >> level) & 1) != 0;
            node = isRight ? Keccak256.HashPair(in _siblings[level], in node) : Keccak256.HashPair(in node, in _siblings[level]);
        }

        return node;
    }

    /// <summary>Whether the proof leads to a root.</summary>
    /// <param name="root">The root, from a source that is trusted: the chain.</param>
    public bool Verify(Hash256 root) => ComputeRoot() == root;
}
