using Piwa.Chain.Bubblegum;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Transactions;

namespace Piwa.Chain.Minting;

/// <summary>Assets to mint.</summary>
internal sealed class MintList(IReadOnlyList<MintRequest> requests, PublicKey payer, PublicKey treeDelegate) : ILeafList
{
    public int Count => requests.Count;

    public Instruction InstructionAt(int number, LaneTree tree) =>
        requests[number].ToMint(new MintAccounts(tree.Address, tree.Authority, payer, treeDelegate));

    public Hash256 LeafAt(int number, LaneTree tree, long leafIndex)
    {
        MintRequest request = requests[number];
        return LeafSchema.ForMint(
            tree.Address, (ulong)leafIndex, request.Owner, request.Delegate ?? request.Owner, request.Metadata).Hash();
    }

    public string NameOf(int number) => $"'{requests[number].Metadata.Name}'";
}
