using Piwa.Chain.Hashing;
using Piwa.Chain.Transactions;

namespace Piwa.Chain.Minting;

/// <summary>Leaves to append, in order.</summary>
internal interface ILeafList
{
    int Count { get; }

    /// <summary>Instructions of each leaf: what goes with the one that appends it, in one transaction. That one is the last.</summary>
    int InstructionsPerLeaf => 1;

    /// <summary>An instruction of a leaf.</summary>
    /// <param name="number">Which leaf.</param>
    /// <param name="part">Which of its instructions.</param>
    /// <param name="tree">The tree that it is appended to.</param>
    Instruction InstructionAt(int number, int part, LaneTree tree);

    /// <summary>The leaf that it becomes at a place of a tree.</summary>
    Hash256 LeafAt(int number, LaneTree tree, long leafIndex);

    /// <summary>What to call it in messages.</summary>
    string NameOf(int number);
}
