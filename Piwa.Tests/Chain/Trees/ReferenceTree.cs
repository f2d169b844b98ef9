using Piwa.Chain.Hashing;
using Piwa.Chain.Trees;

namespace Piwa.Tests.Chain.Trees;

/// <summary>
/// The slow and obvious tree: it holds every node, remembers whole trees instead of change logs, and answers what each operation must
/// come to from the meaning of the operation. The oracle for <see cref="ConcurrentMerkleTree"/>.
/// </summary>
internal sealed class ReferenceTree(int depth, int rememberedRoots)
{
    // Whole states, oldest first: as many as the ring of the real tree has entries, each with the index that changed last.
    private readonly List<Hash256[]> _states = [new Hash256[1 << depth]];
    private readonly List<int> _changed = [-1];

    public int FilledCount { get; private set; }

    public ulong Changes { get; private set; }

    public IReadOnlyList<Hash256[]> States => _states;

    public Hash256[] Leaves => _states[^1];

    public Hash256 Root => RootOf(Leaves);

    public TreeOutcome Append(Hash256 leaf)
    {
        if (leaf.IsZero)
            return TreeOutcome.CannotAppendEmptyNode;
        return FilledCount == 1 << depth ? TreeOutcome.TreeFull : Change(FilledCount, leaf);
    }

    /// <summary>Replaces with a proof of a remembered state, made by <see cref="ProofOf"/>.</summary>
    public TreeOutcome Replace(Hash256[] state, Hash256 newLeaf, int index)
    {
        if (index > FilledCount)
            return TreeOutcome.LeafIndexOutOfBounds;
        TreeOutcome outcome = Verify(state, index);
        return outcome == TreeOutcome.Success ? Change(index, newLeaf) : outcome;
    }

    public TreeOutcome Verify(Hash256[] state, int index)
    {
        if (index > FilledCount)
            return TreeOutcome.LeafIndexOutOfBounds;
        return ChangedSince(state, index) ? TreeOutcome.LeafContentsModified : TreeOutcome.Success;
    }

    /// <summary>Puts a leaf in a place that was empty in a remembered state.</summary>
    public TreeOutcome InsertOrAppend(Hash256[] state, Hash256 leaf, int index)
    {
        // The proof claims an empty place. A later change that filled it shows; a leaf that stood there all the time does not.
        if (ChangedSince(state, index, expected: Hash256.Zero))
            return Append(leaf);
        if (!Leaves[index].IsZero)
            return TreeOutcome.InvalidProof;
        return index > FilledCount ? TreeOutcome.Aborted : Change(index, leaf);
    }

    public Hash256[] ProofOf(Hash256[] leaves, int index)
    {
        Hash256[] proof = new Hash256[depth];
        Hash256[] level = leaves;
        for (int i = 0; i < depth; i++)
        {
            proof[i] = level[(index >> i) ^ 1];
            level = Parents(level);
        }

        return proof;
    }

    public static Hash256 RootOf(Hash256[] leaves)
    {
        while (leaves.Length > 1)
            leaves = Parents(leaves);
        return leaves[0];
    }

    /// <summary>Whether the last change after a state that touched a leaf left something else there.</summary>
    private bool ChangedSince(Hash256[] state, int index, Hash256? expected = null)
    {
        int after = _states.IndexOf(state) + 1;
        return _changed[after..].Contains(index) && Leaves[index] != (expected ?? state[index]);
    }

    private TreeOutcome Change(int index, Hash256 leaf)
    {
        Hash256[] next = [.. Leaves];
        next[index] = leaf;
        _states.Add(next);
        _changed.Add(index);
        if (_states.Count > rememberedRoots)
        {
            _states.RemoveAt(0);
            _changed.RemoveAt(0);
        }

        FilledCount = Math.Max(FilledCount, index + 1);
        Changes++;
        return TreeOutcome.Success;
    }

    private static Hash256[] Parents(Hash256[] nodes) =>
        [.. Enumerable.Range(0, nodes.Length / 2).Select(i => Keccak256.HashPair(in nodes[2 * i], in nodes[(2 * i) + 1]))];
}
