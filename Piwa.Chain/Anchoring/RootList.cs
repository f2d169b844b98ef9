using Piwa.Chain.Hashing;
using Piwa.Chain.Minting;
using Piwa.Chain.Transactions;
using Piwa.Chain.Trees;

namespace Piwa.Chain.Anchoring;

/// <summary>Roots to append.</summary>
internal sealed class RootList(IReadOnlyList<Hash256> roots) : ILeafList
{
    public int Count => roots.Count;

    public Instruction InstructionAt(int number, int part, LaneTree tree) =>
        CompressionInstructions.Append(CompressionProgram.Spl, tree.Address, tree.Authority, roots[number]);

    public Hash256 LeafAt(int number, LaneTree tree, long leafIndex) => roots[number];

    public string NameOf(int number) => "the root";
}
