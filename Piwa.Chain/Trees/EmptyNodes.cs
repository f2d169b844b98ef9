using Piwa.Chain.Hashing;

namespace Piwa.Chain.Trees;

/// <summary>The roots of empty trees: 32 zero bytes, and upwards the hash of two of the level below.</summary>
public static class EmptyNodes
{
    private static readonly Hash256[] Nodes = Build();

    /// <summary>One node for each level, from the leaf at 0 to the root of the deepest tree at 30.</summary>
    public static ReadOnlySpan<Hash256> Levels => Nodes;

    private static Hash256[] Build()
    {
        Hash256[] nodes = new Hash256[TreeSize.DeepestTree + 1];
        for (int level = 1; level < nodes.Length; level++)
            nodes[level] = Keccak256.HashPair(in nodes[level - 1], in nodes[level - 1]);
        return nodes;
    }
}
