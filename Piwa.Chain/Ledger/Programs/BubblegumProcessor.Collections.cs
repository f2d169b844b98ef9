using Piwa.Chain.Bubblegum;
using Piwa.Chain.Collections;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger.Execution;
using Piwa.Chain.Rpc;

namespace Piwa.Chain.Ledger.Programs;

/// <content>Collections of Metaplex Core, and set_collection_v2.</content>
internal sealed partial class BubblegumProcessor
{
    private InstructionFault? SetCollectionV2(InstructionFrame frame, ReadOnlySpan<byte> arguments)
    {
        if (!TryRead(arguments, ReadMetadataArgumentsV2, out MetadataArgumentsV2? read))
            return AnchorError.InstructionDidNotDeserialize;

        AccountTaker accounts = new(frame);
        TreeConfig config = accounts.Config(out _);
        int payer = accounts.Signer(isWritable: true);
        int authority = accounts.OptionalSigner() ?? payer;
        int newAuthority = accounts.OptionalSigner() ?? authority;
        int owner = accounts.Any();
        int leafDelegate = accounts.Optional() ?? owner;
        int tree = accounts.Any(isWritable: true);
        int? collection = accounts.OptionalCollection();
        int? newCollection = accounts.OptionalCollection();
        int coreSigner = accounts.CoreSigner();
        TreeAccounts treeAccounts = TakePrograms(ref accounts, LeafVersion.V2, tree, callsCore: true);
        if (CheckChange(frame, in accounts, tree, config, LeafVersion.V2) is { } fault)
            return fault;

        MetadataArgsV2 metadata = read!.Metadata;
        if (metadata.Collection is null && newCollection is null)
            return BubblegumError.AlreadyNotInCollection;
        if (metadata.Collection is { } named && newCollection is { } other && named == frame.Key(other))
            return BubblegumError.AlreadyInCollection;

        if (collection is { } left)
        {
            if (JoinCollection(
                frame, left, coreSigner, frame.Key(authority), metadata.Collection, CollectionChange.Remove) is { } refusal)
            {
                return refusal;
            }
        }
        else if (!MayMint(config, frame.Key(authority)))
        {
            return BubblegumError.TreeAuthorityIncorrect;
        }

        MetadataArgsV2 updated = metadata.WithCollection(newCollection is { } index ? frame.Key(index) : null);
        if (newCollection is { } joined
            && JoinCollection(
                frame, joined, coreSigner, frame.Key(newAuthority), updated.Collection, CollectionChange.Add) is { } error)
        {
            return error;
        }

        LeafClaim claim = read.Claim;
        LeafSchema previous = claim.ToLeaf(frame, LeafVersion.V2, tree, owner, leafDelegate) with
        {
            DataHash = metadata.DataHash(),
            CreatorHash = metadata.CreatorHash(),
            CollectionHash = CollectionHashOf(frame, collection),
        };
        LeafSchema next = previous with { DataHash = updated.DataHash(), CollectionHash = CollectionHashOf(frame, newCollection) };
        return Replace(frame, treeAccounts, claim, previous, next);
    }

    private static Hash256 CollectionHashOf(InstructionFrame frame, int? collection) =>
        LeafHashing.CollectionHash(collection is { } account ? frame.Key(account) : null);

    private static InstructionFault? OpenCollection(InstructionFrame frame, int account, out CoreCollectionAccount? collection)
    {
        collection = null;
        if (frame.Account(account).Owner != ProgramIds.MplCore)
            return BubblegumError.IncorrectOwner;
        try
        {
            collection = CoreCollectionAccount.Parse(frame.Account(account).Data);
            return null;
        }
        catch (WireFormatException)
        {
            return InstructionErrorKind.BorshIoError;
        }
    }

    /// <summary>Checks that an asset may be minted into a collection, put into it or taken out of it, and has that counted.</summary>
    private static InstructionFault? JoinCollection(
        InstructionFrame frame, int account, int coreSigner, PublicKey authority, PublicKey? named, CollectionChange change)
    {
        if (OpenCollection(frame, account, out CoreCollectionAccount? collection) is { } fault)
            return fault;
        if (!collection!.IsUpdatedBy(authority))
            return BubblegumError.InvalidCollectionAuthority;
        if (collection.Find(CorePluginKind.BubblegumV2) is null)
            return BubblegumError.CollectionMustHaveBubblegumPlugin;
        if (named is not { } key)
            return BubblegumError.CollectionNotFound;
        return key == frame.Key(account)
            ? UpdateCollection(frame, account, coreSigner, change)
            : BubblegumError.CollectionMismatch;
    }

    private static InstructionFault? UpdateCollection(InstructionFrame frame, int collection, int coreSigner, CollectionChange change) =>
        frame.Invoke(
            ProgramIds.MplCore,
            [frame.Pass(collection, isWritable: true), frame.Pass(coreSigner, isSigner: true)],
            CoreInstructions.UpdateCollectionInfo(change, amount: 1),
            ProgramAddress.CoreSigner);
}
