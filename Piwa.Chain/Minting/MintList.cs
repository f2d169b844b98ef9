using System.Text;
using Piwa.Chain.Bubblegum;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Transactions;

namespace Piwa.Chain.Minting;

/// <summary>Assets to mint.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class MintList(IReadOnlyList<MintRequest> requests, MintingLaneOptions options) : ILeafList
{
    private readonly PublicKey _payer = options.Payer!.PublicKey;
    private readonly PublicKey _treeDelegate = options.TreeDelegate!.PublicKey;

    // The accounts of the mint before: the next one's, as a rule.
    private AccountMeta[] _accounts = [];
    private (PublicKey Tree, PublicKey Owner, PublicKey Delegate) _accountsOf;

    public int Count => requests.Count;

    public Instruction InstructionAt(int number, int part, LaneTree tree)
    {
        MintRequest request = requests[number];
        MintAccounts accounts = new(tree.Address, tree.Authority, _payer, _treeDelegate);
        if (options.Version == LeafVersion.V2)
        {
            return BubblegumInstructions.MintV2(
                accounts,
                request.Owner,
                request.LeafDelegate,
                request.Metadata.ToV2(options.Collection),
                options.CollectionAuthority?.PublicKey);
        }

        if (_accounts.Length == 0 || _accountsOf != (tree.Address, request.Owner, request.LeafDelegate))
        {
            _accounts = new AccountMeta[BubblegumInstructions.MintV1Accounts];
            _accountsOf = (tree.Address, request.Owner, request.LeafDelegate);
            BubblegumInstructions.WriteMintV1Accounts(accounts, request.Owner, request.LeafDelegate, _accounts);
        }

        return BubblegumInstructions.MintV1(_accounts, request.EncodedMetadata.Span);
    }

    public Hash256 LeafAt(int number, LaneTree tree, long leafIndex)
    {
        MintRequest request = requests[number];
        if (options.Version == LeafVersion.V2)
        {
            MetadataArgsV2 metadata = request.Metadata.ToV2(options.Collection);
            return LeafSchema.ForMint(tree.Address, (ulong)leafIndex, request.Owner, request.LeafDelegate, metadata).Hash();
        }

        MetadataView view = MetadataView.Read(request.EncodedMetadata.Span, out _);
        return LeafSchema.ForMint(
            tree.Address,
            (ulong)leafIndex,
            request.Owner,
            request.LeafDelegate,
            LeafHashing.DataHash(request.EncodedMetadata.Span, view.SellerFeeBasisPoints),
            LeafHashing.CreatorHash(view.Creators)).Hash();
    }

    public string NameOf(int number) =>
        $"'{Encoding.UTF8.GetString(MetadataView.Read(requests[number].EncodedMetadata.Span, out _).Name)}'";

    /// <summary>Stops if the program would refuse one of the assets.</summary>
    /// <exception cref="InvalidMetadataException">A request would be refused.</exception>
    public void ThrowIfRefused()
    {
        for (int number = 0; number < requests.Count; number++)
        {
            MetadataView metadata = ReadWhole(requests[number]);
            if (options.Version == LeafVersion.V1)
                metadata.ThrowIfInvalid();
            else
                requests[number].Metadata.ToV2(options.Collection).ThrowIfInvalid();
            foreach (ref readonly Creator creator in metadata.Creators)
            {
                if (creator.IsVerified && !Signs(creator.Address))
                    throw new InvalidMetadataException(BubblegumError.CreatorDidNotVerify, Encoding.UTF8.GetString(metadata.Name));
            }
        }
    }

    private static MetadataView ReadWhole(MintRequest request)
    {
        try
        {
            MetadataView metadata = MetadataView.Read(request.EncodedMetadata.Span, out int length);
            return length == request.EncodedMetadata.Length
                ? metadata
                : throw new InvalidMetadataException($"{request.EncodedMetadata.Length} bytes are given for metadata of {length}.");
        }
        catch (WireFormatException error)
        {
            throw new InvalidMetadataException(error.Message, error);
        }
    }

    private bool Signs(PublicKey key) =>
        key == _payer || key == _treeDelegate || key == options.CollectionAuthority?.PublicKey;
}
