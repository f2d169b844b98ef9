using Piwa.Chain.Hashing;
using Piwa.Chain.Transactions;

namespace Piwa.Chain.Minting;

/// <summary>Leaves to append, in order.</summary>
internal interface ILeafList
{
    int Count { get; }

    /// <summary>The instruction that appends a leaf.</summary>
    Instruction InstructionAt(int number, LaneTree tree);

    /// <summary>The leaf that it becomes at a place of a tree.</summary>
    Hash256 LeafAt(int number, LaneTree tree, long leafIndex);

    /// <summary>What to call it in messages.</summary>
    string NameOf(int number);
}
