using System.Numerics;
using System.Runtime.InteropServices;
using Piwa.Chain.Hashing;

namespace Piwa.Chain.Trees;

/// <content>Appending one leaf, without a proof.</content>
public sealed partial class ConcurrentMerkleTree
{
    /// <summary>Appends a leaf at the place after the rightmost one.</summary>
    /// <param name="leaf">The leaf; not zero.</param>
    public TreeOutcome Append(Hash256 leaf)
    {
        TreeOutcome outcome = CheckAppend(leaf);
        if (outcome != TreeOutcome.Success)
            return outcome;
        if (RightmostIndex == 0)
            return AppendFirst(leaf);

        // n leaves stand in the tree, and leaf n goes to the right of them. Walking up from both the old rightmost leaf n - 1 and the
        // new one, the two paths meet at level k = number of trailing zeros of n:
        //   below k, the old path closes a full subtree with its left siblings, and the new leaf has only empty nodes beside it;
        //   at k, the full subtree on the left becomes the sibling of the new path;
        //   above k, both have the same siblings, and the proof of the rightmost leaf stays what it is.
        uint index = RightmostIndex;
        int meeting = BitOperations.TrailingZeroCount(index);
        Span<byte> changeLog = BeginChange(index);
        Span<Hash256> nodes = MemoryMarshal.Cast<byte, Hash256>(changeLog[..((_depth + 1) * Hash256.Size)]);
        Span<Hash256> proof = RightmostNodes[.._depth];
        Hash256 node = leaf;
        Hash256 closing = RightmostLeaf;
        for (int level = 0; level < _depth; level++)
        {
            nodes[level + 1] = node;
            if (level < meeting)
            {
                // Bit i of n - 1 is set below k, so the sibling stands on the left.
                closing = Keccak256.HashPair(in proof[level], in closing);
                node = Keccak256.HashPair(in node, in EmptyNodes.Levels[level]);
                proof[level] = EmptyNodes.Levels[level];
            }
            else if (level == meeting)
            {
                node = Keccak256.HashPair(in closing, in node);
                proof[level] = closing;
            }
            else
            {
                node = IsRightChild(index, level)
                    ? Keccak256.HashPair(in proof[level], in node)
                    : Keccak256.HashPair(in node, in proof[level]);
            }
        }

        nodes[0] = node;
        SetRightmost(index + 1, leaf);
        CopyChangeToCanopy(index, nodes);
        return TreeOutcome.Success;
    }

    private TreeOutcome CheckAppend(Hash256 leaf)
    {
        if (!IsInitialized)
            return TreeOutcome.TreeNotInitialized;
        if (leaf.IsZero)
            return TreeOutcome.CannotAppendEmptyNode;
        return RightmostIndex >= Size.Capacity ? TreeOutcome.TreeFull : TreeOutcome.Success;
    }

    /// <summary>The first leaf replaces the empty node at 0, with the proof that the empty tree has stored.</summary>
    private TreeOutcome AppendFirst(Hash256 leaf)
    {
        Span<Hash256> proof = stackalloc Hash256[_depth];
        RightmostNodes[.._depth].CopyTo(proof);
        Hash256 root = Recompute(Hash256.Zero, proof, index: 0);
        return root == EmptyNodes.Levels[_depth]
            ? Apply(root, Hash256.Zero, leaf, proof, index: 0, allowUnknownRoot: false)
            : TreeOutcome.TreeAlreadyInitialized;
    }

    private static bool IsRightChild(uint index, int level) => ((index >> level) & 1) != 0;
}
