using Piwa.Chain.Bubblegum;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Transactions;

namespace Piwa.Chain.Minting;

/// <summary>Assets to mint.</summary>
internal sealed class MintList(IReadOnlyList<MintRequest> requests, MintingLaneOptions options) : ILeafList
{
    private readonly PublicKey _payer = options.Payer!.PublicKey;
    private readonly PublicKey _treeDelegate = options.TreeDelegate!.PublicKey;

    public int Count => requests.Count;

    public Instruction InstructionAt(int number, LaneTree tree)
    {
        MintRequest request = requests[number];
        MintAccounts accounts = new(tree.Address, tree.Authority, _payer, _treeDelegate);
        PublicKey leafDelegate = request.Delegate ?? request.Owner;
        Span<byte> metadata = stackalloc byte[MetadataArgs.MaximumValidBytes];
        return options.Version == LeafVersion.V1
            ? BubblegumInstructions.MintV1(accounts, request.Owner, leafDelegate, request.Metadata.EncodeWithin(metadata))
            : BubblegumInstructions.MintV2(
                accounts, request.Owner, leafDelegate, request.Metadata.ToV2(options.Collection), options.CollectionAuthority?.PublicKey);
    }

    public Hash256 LeafAt(int number, LaneTree tree, long leafIndex)
    {
        MintRequest request = requests[number];
        PublicKey leafDelegate = request.Delegate ?? request.Owner;
        LeafSchema leaf = options.Version == LeafVersion.V1
            ? LeafSchema.ForMint(tree.Address, (ulong)leafIndex, request.Owner, leafDelegate, request.Metadata)
            : LeafSchema.ForMint(tree.Address, (ulong)leafIndex, request.Owner, leafDelegate, request.Metadata.ToV2(options.Collection));
        return leaf.Hash();
    }

    public string NameOf(int number) => $"'{requests[number].Metadata.Name}'";

    /// <summary>Stops if the program would refuse one of the assets.</summary>
    /// <exception cref="InvalidMetadataException">A request would be refused.</exception>
    public void ThrowIfRefused()
    {
        foreach (MintRequest request in requests)
        {
            MetadataArgs metadata = request.Metadata;
            if (options.Version == LeafVersion.V1)
                metadata.ThrowIfInvalid();
            else
                metadata.ToV2(options.Collection).ThrowIfInvalid();
            foreach (Creator creator in metadata.Creators)
            {
                if (creator.IsVerified && !Signs(creator.Address))
                    throw new InvalidMetadataException(BubblegumError.CreatorDidNotVerify, metadata.Name);
            }
        }
    }

    private bool Signs(PublicKey key) =>
        key == _payer || key == _treeDelegate || key == options.CollectionAuthority?.PublicKey;
}
