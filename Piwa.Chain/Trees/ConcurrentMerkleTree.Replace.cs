using System.Numerics;
using System.Runtime.InteropServices;
using Piwa.Chain.Hashing;

namespace Piwa.Chain.Trees;

/// <content>Operations that take a proof.</content>
public sealed partial class ConcurrentMerkleTree
{
    /// <summary>Replaces a leaf.</summary>
    /// <param name="root">The root that the proof was made for; if the tree no longer remembers it, all it remembers is tried.</param>
    /// <param name="previousLeaf">The leaf as it was then.</param>
    /// <param name="newLeaf">The leaf to put in its place.</param>
    /// <param name="index">The leaf's index, at most <see cref="LeafCount"/>.</param>
    /// <param name="proof">The siblings from the leaf up, at most as many as the tree is deep; the canopy fills up what is left
    /// out.</param>
    public TreeOutcome ReplaceLeaf(Hash256 root, Hash256 previousLeaf, Hash256 newLeaf, uint index, ReadOnlySpan<Hash256> proof)
    {
        Span<Hash256> nodes = stackalloc Hash256[_depth];
        TreeOutcome outcome = CheckAndFill(index, proof, nodes);
        if (outcome != TreeOutcome.Success)
            return outcome;
        return index > RightmostIndex
            ? TreeOutcome.LeafIndexOutOfBounds
            : Apply(root, previousLeaf, newLeaf, nodes, index, allowUnknownRoot: true);
    }

    /// <summary>Checks that a leaf is in the tree.</summary>
    /// <param name="root">The root that the proof was made for; if the tree no longer remembers it, all it remembers is tried.</param>
    /// <param name="leaf">The leaf as it was then.</param>
    /// <param name="index">The leaf's index, at most <see cref="LeafCount"/>.</param>
    /// <param name="proof">The siblings from the leaf up, at most as many as the tree is deep; the canopy fills up what is left
    /// out.</param>
    public TreeOutcome VerifyLeaf(Hash256 root, Hash256 leaf, uint index, ReadOnlySpan<Hash256> proof)
    {
        Span<Hash256> nodes = stackalloc Hash256[_depth];
        TreeOutcome outcome = CheckAndFill(index, proof, nodes);
        if (outcome != TreeOutcome.Success)
            return outcome;
        return index > RightmostIndex ? TreeOutcome.LeafIndexOutOfBounds : Check(root, leaf, nodes, index, allowUnknownRoot: true);
    }

    /// <summary>Puts a leaf in an empty place, or appends it if the place has been taken since the proof was made.</summary>
    /// <param name="root">The root that the proof was made for; the tree must remember it.</param>
    /// <param name="leaf">The leaf.</param>
    /// <param name="index">The place.</param>
    /// <param name="proof">The siblings from the leaf up, at most as many as the tree is deep; the canopy fills up what is left
    /// out.</param>
    public TreeOutcome InsertOrAppend(Hash256 root, Hash256 leaf, uint index, ReadOnlySpan<Hash256> proof)
    {
        Span<Hash256> nodes = stackalloc Hash256[_depth];
        TreeOutcome outcome = CheckAndFill(index, proof, nodes);
        if (outcome == TreeOutcome.Success)
            outcome = Apply(root, Hash256.Zero, leaf, nodes, index, allowUnknownRoot: false);
        return outcome == TreeOutcome.LeafContentsModified ? Append(leaf) : outcome;
    }

    /// <summary>Checks an index, and completes a proof from the canopy and above it with the nodes of empty trees.</summary>
    private TreeOutcome CheckAndFill(uint index, ReadOnlySpan<Hash256> proof, Span<Hash256> nodes)
    {
        if (proof.Length > _depth)
            return TreeOutcome.Aborted;
        if (index >= Size.Capacity)
            return TreeOutcome.LeafIndexOutOfBounds;
        if (!IsInitialized)
            return TreeOutcome.TreeNotInitialized;

        proof.CopyTo(nodes);
        int given = proof.Length;
        int canopyFrom = Math.Max(given, _depth - Size.CanopyDepth);

        // The canopy reaches down to level D - c. A proof that ends below it is too short: its missing nodes do not belong to the
        // canopy, which the programs nevertheless append right after what was given.
        for (int level = canopyFrom; level < _depth; level++)
            nodes[given++] = CanopySibling(index, level);
        for (; given < _depth; given++)
            nodes[given] = EmptyNodes.Levels[given];
        return TreeOutcome.Success;
    }

    /// <summary>The sibling at a level of the path to a leaf, which the canopy holds; zeros stand for an empty subtree.</summary>
    private Hash256 CanopySibling(uint index, int level)
    {
        Hash256 node = CanopyNode((HeapIndex(index, level) ^ 1) - 2);
        return node.IsZero ? EmptyNodes.Levels[level] : node;
    }

    private TreeOutcome Check(Hash256 root, Hash256 leaf, Span<Hash256> proof, uint index, bool allowUnknownRoot)
    {
        int active = ActiveIndex;
        int from = FindRoot(root);
        bool isKnown = from >= 0;
        if (!isKnown)
        {
            if (!allowUnknownRoot)
                return TreeOutcome.RootNotFound;
            from = RingIndex(active - (ChangeLogCount - 1));
        }

        // Every change after the root's own is applied to the proof. For an unknown root that is the whole ring after its oldest
        // entry; a ring of one entry is then gone round once, over entries that are still zero, as the programs do.
        Hash256 current = leaf;
        while (!isKnown || from != active)
        {
            from = RingIndex(from + 1);
            FastForward(from, index, proof, ref current);
            if (from == active)
                break;
        }

        if (current != leaf)
            return TreeOutcome.LeafContentsModified;
        return Recompute(leaf, proof, index) == Root ? TreeOutcome.Success : TreeOutcome.InvalidProof;
    }

    private TreeOutcome Apply(
        Hash256 root, Hash256 previousLeaf, Hash256 newLeaf, Span<Hash256> proof, uint index, bool allowUnknownRoot)
    {
        TreeOutcome outcome = Check(root, previousLeaf, proof, index, allowUnknownRoot);
        if (outcome != TreeOutcome.Success)
            return outcome;
        uint rightmost = RightmostIndex;
        if (index > rightmost)
            return TreeOutcome.Aborted;

        Span<byte> changeLog = BeginChange(index);
        Span<Hash256> nodes = MemoryMarshal.Cast<byte, Hash256>(changeLog[..((_depth + 1) * Hash256.Size)]);
        Hash256 node = newLeaf;
        for (int level = 0; level < _depth; level++)
        {
            nodes[level + 1] = node;
            node = Parent(in node, in proof[level], index, level);
        }

        nodes[0] = node;

        // A full tree keeps the proof of its rightmost leaf as it is: nothing will be appended any more.
        if (rightmost < Size.Capacity)
        {
            if (index < rightmost)
            {
                Hash256 leaf = RightmostLeaf;
                FastForward(ActiveIndex, rightmost - 1, RightmostNodes[.._depth], ref leaf);
                SetRightmost(rightmost, leaf);
            }
            else
            {
                proof.CopyTo(RightmostNodes);
                SetRightmost(index + 1, newLeaf);
            }
        }

        CopyChangeToCanopy(index, nodes);
        return TreeOutcome.Success;
    }

    /// <summary>The place in the ring of a root that the tree remembers, newest first; -1 if it does not.</summary>
    private int FindRoot(Hash256 root)
    {
        int active = ActiveIndex;
        for (int age = 0; age < ChangeLogCount; age++)
        {
            int index = RingIndex(active - age);
            if (ChangeLogNodes(index)[0] == root)
                return index;
        }

        return -1;
    }

    /// <summary>Brings a proof up to date with one change: the one sibling that lies on the changed path, or the leaf itself.</summary>
    private void FastForward(int changeLog, uint index, Span<Hash256> proof, ref Hash256 leaf)
    {
        ReadOnlySpan<Hash256> nodes = ChangeLogNodes(changeLog);
        uint changed = ReadUInt32(ChangeLogOffset(changeLog) + ((_depth + 1) * Hash256.Size));
        if (changed == index)
        {
            leaf = nodes[1];
            return;
        }

        // Both paths run together from the highest differing bit upwards, so the changed path passes the sibling just below.
        int level = BitOperations.Log2(changed ^ index);
        proof[level] = nodes[level + 1];
    }

    private int RingIndex(int index) => index & (Size.BufferSize - 1);

    private static Hash256 Recompute(Hash256 leaf, ReadOnlySpan<Hash256> proof, uint index)
    {
        for (int level = 0; level < proof.Length; level++)
            leaf = Parent(in leaf, in proof[level], index, level);
        return leaf;
    }

    private static Hash256 Parent(in Hash256 node, in Hash256 sibling, uint index, int level) =>
        IsRightChild(index, level) ? Keccak256.HashPair(in sibling, in node) : Keccak256.HashPair(in node, in sibling);
}
