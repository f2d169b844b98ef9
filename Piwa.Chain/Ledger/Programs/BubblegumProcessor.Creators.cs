using Piwa.Chain.Borsh;
using Piwa.Chain.Bubblegum;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger.Execution;

namespace Piwa.Chain.Ledger.Programs;

/// <content>verify_creator and unverify_creator, of both versions.</content>
internal sealed partial class BubblegumProcessor
{
    private InstructionFault? VerifyCreator(InstructionFrame frame, ReadOnlySpan<byte> arguments, bool isVerified)
    {
        if (!TryRead(arguments, ReadCreatorArguments, out CreatorArguments? read))
            return AnchorError.InstructionDidNotDeserialize;

        AccountTaker accounts = new(frame);
        TreeConfig config = accounts.Config(out _);
        int owner = accounts.Any();
        int leafDelegate = accounts.Any();
        int tree = accounts.Any(isWritable: true);
        accounts.Signer();
        int creator = accounts.Signer();
        TreeAccounts treeAccounts = TakePrograms(ref accounts, LeafVersion.V1, tree);
        if (CheckChange(frame, in accounts, tree, config, LeafVersion.V1) is { } fault)
            return fault;

        LeafClaim claim = read!.Claim;
        LeafSchema previous = claim.ToLeaf(frame, LeafVersion.V1, tree, owner, leafDelegate);
        return VerifyCreator(previous, read.Metadata, frame.Key(creator), isVerified, out LeafSchema next)
            ?? Replace(frame, treeAccounts, claim, previous, next);
    }

    private InstructionFault? VerifyCreatorV2(InstructionFrame frame, ReadOnlySpan<byte> arguments, bool isVerified)
    {
        if (!TryRead(arguments, ReadMetadataArgumentsV2, out MetadataArgumentsV2? read))
            return AnchorError.InstructionDidNotDeserialize;

        AccountTaker accounts = new(frame);
        TreeConfig config = accounts.Config(out _);
        int payer = accounts.Signer(isWritable: true);
        int creator = accounts.OptionalSigner() ?? payer;
        int owner = accounts.Any();
        int leafDelegate = accounts.Optional() ?? owner;
        int tree = accounts.Any(isWritable: true);
        TreeAccounts treeAccounts = TakePrograms(ref accounts, LeafVersion.V2, tree);
        if (CheckChange(frame, in accounts, tree, config, LeafVersion.V2) is { } fault)
            return fault;

        LeafClaim claim = read!.Claim;
        LeafSchema previous = claim.ToLeaf(frame, LeafVersion.V2, tree, owner, leafDelegate) with
        {
            DataHash = read.Metadata.DataHash(),
            CreatorHash = read.Metadata.CreatorHash(),
            CollectionHash = read.Metadata.CollectionHash(),
        };
        return VerifyCreator(previous, read.Metadata, frame.Key(creator), isVerified, out LeafSchema next)
            ?? Replace(frame, treeAccounts, claim, previous, next);
    }

    /// <summary>The leaf once a creator vouches for it, or no longer does.</summary>
    private static InstructionFault? VerifyCreator(
        LeafSchema previous, IAssetMetadata metadata, PublicKey creator, bool isVerified, out LeafSchema next)
    {
        next = previous;
        if (metadata.Creators.Count == 0)
            return BubblegumError.NoCreatorsPresent;
        if (!metadata.Creators.Any(each => each.Address == creator))
            return BubblegumError.CreatorNotFound;
        if (metadata.CreatorHash() != previous.CreatorHash)
            return BubblegumError.CreatorHashMismatch;
        if (metadata.DataHash() != previous.DataHash)
            return BubblegumError.DataHashMismatch;

        IAssetMetadata updated = metadata.Updated(new MetadataUpdate
        {
            Creators =
            [
                .. metadata.Creators.Select(each => each.Address == creator ? each with { IsVerified = isVerified } : each),
            ],
        });
        next = previous with { DataHash = updated.DataHash(), CreatorHash = updated.CreatorHash() };
        return null;
    }

    private static CreatorArguments ReadCreatorArguments(ref BorshReader reader)
    {
        LeafClaim claim = ReadClaim(ref reader);
        return new CreatorArguments(claim, ReadMetadata(ref reader));
    }

    private static MetadataArgumentsV2 ReadMetadataArgumentsV2(ref BorshReader reader)
    {
        LeafClaim claim = LeafClaim.ReadV2(ref reader, hasHashes: false, hasCollection: false);
        return new MetadataArgumentsV2(claim, ReadMetadataV2(ref reader));
    }

    private sealed record CreatorArguments(LeafClaim Claim, MetadataArgs Metadata);

    private sealed record MetadataArgumentsV2(LeafClaim Claim, MetadataArgsV2 Metadata);
}
