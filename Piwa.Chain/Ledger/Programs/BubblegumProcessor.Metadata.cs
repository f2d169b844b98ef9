using Piwa.Chain.Borsh;
using Piwa.Chain.Bubblegum;
using Piwa.Chain.Collections;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger.Execution;

namespace Piwa.Chain.Ledger.Programs;

/// <content>update_metadata, of both versions.</content>
internal sealed partial class BubblegumProcessor
{
    private InstructionFault? UpdateMetadata(InstructionFrame frame, ReadOnlySpan<byte> arguments)
    {
        if (!TryRead(arguments, ReadUpdateArguments, out UpdateArguments? read))
            return AnchorError.InstructionDidNotDeserialize;

        AccountTaker accounts = new(frame);
        TreeConfig config = accounts.Config(out _);
        int authority = accounts.Signer();
        int? collectionMint = accounts.Optional();
        int? collectionMetadata = accounts.OptionalTokenMetadata();
        accounts.Optional();
        int owner = accounts.Any();
        int leafDelegate = accounts.Any();
        accounts.Signer();
        int tree = accounts.Any(isWritable: true);
        TreeAccounts treeAccounts = TakePrograms(ref accounts, LeafVersion.V1, tree, namesTokenMetadata: true);
        if (CheckChange(frame, in accounts, tree, config, LeafVersion.V1) is { } fault)
            return fault;

        MetadataArgs current = (MetadataArgs)read!.Current;
        if (current.Collection is { IsVerified: true })
        {
            // Nothing on this ledger is Token Metadata's, so that a collection's metadata was refused when it was taken.
            if (collectionMint is null)
                return BubblegumError.MissingCollectionMintAccount;
            return collectionMetadata is null
                ? BubblegumError.MissingCollectionMetadataAccount
                : Refuse(frame, "update_metadata of a verified collection");
        }

        if (!MayMint(config, frame.Key(authority)))
            return BubblegumError.TreeAuthorityIncorrect;
        LeafSchema previous = read.Claim.ToLeaf(frame, LeafVersion.V1, tree, owner, leafDelegate);
        return Update(read, previous, frame.Key(authority), out previous, out LeafSchema next)
            ?? Replace(frame, treeAccounts, read.Claim, previous, next);
    }

    private InstructionFault? UpdateMetadataV2(InstructionFrame frame, ReadOnlySpan<byte> arguments)
    {
        if (!TryRead(arguments, ReadUpdateArgumentsV2, out UpdateArguments? read))
            return AnchorError.InstructionDidNotDeserialize;

        AccountTaker accounts = new(frame);
        TreeConfig config = accounts.Config(out _);
        int payer = accounts.Signer(isWritable: true);
        int authority = accounts.OptionalSigner() ?? payer;
        int owner = accounts.Any();
        int leafDelegate = accounts.Optional() ?? owner;
        int tree = accounts.Any(isWritable: true);
        int? collection = accounts.Optional();
        TreeAccounts treeAccounts = TakePrograms(ref accounts, LeafVersion.V2, tree);
        if (CheckChange(frame, in accounts, tree, config, LeafVersion.V2) is { } fault)
            return fault;

        if (collection is { } core)
        {
            if (OpenCollection(frame, core, out CoreCollectionAccount? opened) is { } refusal)
                return refusal;
            if (!opened!.IsUpdatedBy(frame.Key(authority)))
                return BubblegumError.InvalidCollectionAuthority;
        }
        else if (!MayMint(config, frame.Key(authority)))
        {
            return BubblegumError.TreeAuthorityIncorrect;
        }

        LeafSchema previous = read!.Claim.ToLeaf(frame, LeafVersion.V2, tree, owner, leafDelegate) with
        {
            CollectionHash = CollectionHashOf(frame, collection),
        };
        return Update(read, previous, frame.Key(authority), out previous, out LeafSchema next)
            ?? Replace(frame, treeAccounts, read.Claim, previous, next);
    }

    /// <summary>The leaf before and after an update, if that is allowed.</summary>
    private static InstructionFault? Update(
        UpdateArguments read, LeafSchema leaf, PublicKey authority, out LeafSchema previous, out LeafSchema next)
    {
        (IAssetMetadata current, MetadataUpdate update) = (read.Current, read.Update);
        previous = leaf with { DataHash = current.DataHash(), CreatorHash = current.CreatorHash() };
        next = previous;
        if (!current.IsMutable)
            return BubblegumError.MetadataImmutable;
        if (update.Creators is { } creators)
        {
            if (!AllVerifiedAmong(creators, current.Creators, authority))
                return BubblegumError.CreatorDidNotVerify;
            if (!AllVerifiedAmong(current.Creators, creators, authority))
                return BubblegumError.CreatorDidNotUnverify;
        }

        if (update.PrimarySaleHappened is not null && current.PrimarySaleHappened)
            return BubblegumError.PrimarySaleCanOnlyBeFlippedToTrue;
        IAssetMetadata updated = current.Updated(update);
        if (updated.FirstLimitViolation() is { } violation)
            return violation;
        next = previous with { DataHash = updated.DataHash(), CreatorHash = updated.CreatorHash() };
        return null;
    }

    /// <summary>Whether every verified creator is verified among others too, but for one who decides for themself.</summary>
    private static bool AllVerifiedAmong(IReadOnlyList<Creator> creators, IReadOnlyList<Creator> others, PublicKey exception) =>
        creators.All(creator => !creator.IsVerified
            || creator.Address == exception
            || others.Any(other => other.Address == creator.Address && other.IsVerified));

    private static UpdateArguments ReadUpdateArguments(ref BorshReader reader)
    {
        LeafClaim claim = LeafClaim.Read(ref reader, hasHashes: false);
        MetadataArgs current = ReadMetadata(ref reader);
        return new UpdateArguments(claim, current, ReadUpdate(ref reader));
    }

    private static UpdateArguments ReadUpdateArgumentsV2(ref BorshReader reader)
    {
        LeafClaim claim = LeafClaim.ReadV2(ref reader, hasHashes: false, hasCollection: false);
        MetadataArgsV2 current = ReadMetadataV2(ref reader);
        return new UpdateArguments(claim, current, ReadUpdate(ref reader));
    }

    private static MetadataUpdate ReadUpdate(ref BorshReader reader)
    {
        MetadataUpdate update = MetadataUpdate.Parse(reader.Rest, out int length);
        reader.Take(length, "update");
        return update;
    }

    private sealed record UpdateArguments(LeafClaim Claim, IAssetMetadata Current, MetadataUpdate Update);
}
