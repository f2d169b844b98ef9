using System.Numerics;
using Piwa.Chain.Hashing;

namespace Piwa.Chain.Trees;

/// <content>Appending many leaves: the same bytes as one by one, several times faster.</content>
public sealed partial class ConcurrentMerkleTree
{
    /// <summary>Leaves taken at once, which bounds the memory: 4,096 nodes and as many pairs are 384 KiB.</summary>
    private const int BatchLeaves = 4096;

    /// <summary>Appends leaves in order; all of them or, on failure, none.</summary>
    /// <param name="leaves">The leaves; none of them zero.</param>
    public TreeOutcome AppendBatch(ReadOnlySpan<Hash256> leaves)
    {
        if (!IsInitialized)
            return TreeOutcome.TreeNotInitialized;
        if (leaves.Contains(Hash256.Zero))
            return TreeOutcome.CannotAppendEmptyNode;
        if (leaves.Length > Size.Capacity - RightmostIndex)
            return TreeOutcome.TreeFull;

        while (!leaves.IsEmpty)
        {
            // The first leaf of a tree checks that the tree is empty indeed, and a lone leaf gains nothing from a batch.
            if (RightmostIndex == 0 || leaves.Length == 1)
            {
                TreeOutcome outcome = Append(leaves[0]);
                if (outcome != TreeOutcome.Success)
                    return outcome;
                leaves = leaves[1..];
                continue;
            }

            int count = Math.Min(leaves.Length, BatchLeaves);
            AppendLevelByLevel(leaves[..count]);
            leaves = leaves[count..];
        }

        return TreeOutcome.Success;
    }

    // Leaf by leaf, an append computes its path bottom up; here all paths of the batch grow by one level at a time, so that four nodes
    // can be hashed side by side. With path[i] the node at this level on the path of leaf first + i, at the time of its append:
    //   - a left child has an empty subtree beside it, for the tree is filled from the left;
    //   - a right child has beside it the full subtree to its left. Its last node was written by the last leaf of that subtree: by
    //     path[j] if that leaf is in the batch, and otherwise it is one of the full subtrees that the tree's rightmost proof holds.
    // The ring keeps the newest paths only, but every path needs its hashes: each one's right child is the next one's left sibling.
    private void AppendLevelByLevel(ReadOnlySpan<Hash256> leaves)
    {
        uint first = RightmostIndex;
        uint last = first + (uint)leaves.Length - 1;
        Span<Hash256> fullSubtrees = stackalloc Hash256[_depth];
        CollectFullSubtrees(fullSubtrees);
        AnnounceBatch(first, last);

        int active = ActiveIndex;
        Hash256[] path = leaves.ToArray();
        Hash256[] pairs = new Hash256[2 * leaves.Length];
        for (int level = 0; level < _depth; level++)
        {
            StoreLevel(path, level, first, active);
            RightmostNodes[level] = IsRightChild(last, level)
                ? LeftSibling(path, level, last, first, fullSubtrees)
                : EmptyNodes.Levels[level];
            for (int i = 0; i < path.Length; i++)
            {
                uint index = first + (uint)i;
                bool isRight = IsRightChild(index, level);
                pairs[2 * i] = isRight ? LeftSibling(path, level, index, first, fullSubtrees) : path[i];
                pairs[(2 * i) + 1] = isRight ? path[i] : EmptyNodes.Levels[level];
            }

            Keccak256.HashPairs(pairs, path);
        }

        StoreRoots(path, first, active);
        CountChanges(RingIndex(active + leaves.Length), (ulong)leaves.Length);
        SetRightmost(last + 1, leaves[^1]);
    }

    private static Hash256 LeftSibling(
        ReadOnlySpan<Hash256> path, int level, uint index, uint first, ReadOnlySpan<Hash256> fullSubtrees)
    {
        uint lastOfSibling = ((index >> level) << level) - 1;
        return lastOfSibling >= first ? path[(int)(lastOfSibling - first)] : fullSubtrees[level];
    }

    /// <summary>For each bit of the number of leaves, the root of the full subtree that it stands for, from the rightmost proof.</summary>
    private void CollectFullSubtrees(Span<Hash256> fullSubtrees)
    {
        RightmostNodes[.._depth].CopyTo(fullSubtrees);
        int meeting = BitOperations.TrailingZeroCount(RightmostIndex);
        Hash256 closing = RightmostLeaf;
        for (int level = 0; level < meeting; level++)
            closing = Keccak256.HashPair(in fullSubtrees[level], in closing);

        // A full tree has no level left to meet at, and nothing is appended to it.
        fullSubtrees[meeting] = closing;
    }

    private void AnnounceBatch(uint first, uint last)
    {
        if (_observer is null)
            return;
        _observer.BeforeWrite(_account, SequenceOffset, _canopyOffset - SequenceOffset);
        for (int level = _depth - Size.CanopyDepth; level < _depth; level++)
        {
            int from = CanopyOffset(first, level);
            _observer.BeforeWrite(_account, from, CanopyOffset(last, level) + Hash256.Size - from);
        }
    }

    /// <summary>Writes one level of the paths that stay in the ring, and of the canopy.</summary>
    private void StoreLevel(ReadOnlySpan<Hash256> path, int level, uint first, int active)
    {
        for (int i = Math.Max(0, path.Length - Size.BufferSize); i < path.Length; i++)
            ChangeLogNodes(RingIndex(active + 1 + i))[level + 1] = path[i];
        if (level < _depth - Size.CanopyDepth)
            return;
        for (int i = 0; i < path.Length; i++)
            CanopyNode(HeapIndex(first + (uint)i, level) - 2) = path[i];
    }

    private void StoreRoots(ReadOnlySpan<Hash256> roots, uint first, int active)
    {
        for (int i = Math.Max(0, roots.Length - Size.BufferSize); i < roots.Length; i++)
        {
            int changeLog = RingIndex(active + 1 + i);
            ChangeLogNodes(changeLog)[0] = roots[i];
            WriteUInt32(ChangeLogOffset(changeLog) + ((_depth + 1) * Hash256.Size), first + (uint)i);
        }
    }
}
