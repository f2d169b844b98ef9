using System.Buffers.Binary;
using Piwa.Chain.Borsh;
using Piwa.Chain.Bubblegum;
using Piwa.Chain.Collections;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger.Execution;
using Piwa.Chain.Transactions;
using Piwa.Chain.Trees;

namespace Piwa.Chain.Ledger.Programs;

/// <content>mint_v1 and mint_v2.</content>
internal sealed partial class BubblegumProcessor
{
    /// <summary>What mint_v2 costs, in lamports, besides the transaction's fee.</summary>
    private const ulong MintFee = 90_000;

    private const int AssetDataSchemaCount = 3;

    private InstructionFault? MintV1(InstructionFrame frame, ReadOnlySpan<byte> arguments)
    {
        MetadataView metadata;
        ReadOnlySpan<byte> encoded;
        try
        {
            metadata = MetadataView.Read(arguments, out int length);
            encoded = arguments[..length];
        }
        catch (WireFormatException)
        {
            return AnchorError.InstructionDidNotDeserialize;
        }

        AccountTaker accounts = new(frame);
        TreeConfig config = accounts.Config(out _);
        int owner = accounts.Any();
        int leafDelegate = accounts.Any();
        int tree = accounts.Any(isWritable: true);
        int payer = accounts.Signer();
        int treeDelegate = accounts.Signer();
        TreeAccounts treeAccounts = TakePrograms(ref accounts, LeafVersion.V1, tree);
        if (Check(frame, in accounts, tree, changesConfig: true) is { } fault)
            return fault;

        if (CheckMint(config, LeafVersion.V1, frame.Key(treeDelegate)) is { } refusal)
            return refusal;
        if (metadata.FirstViolation() is { } violation)
            return violation;
        if (!AllVerifiedCreatorsSign(
            frame, metadata.Creators, treeAccounts.Proof, frame.Key(payer), frame.Key(treeDelegate), frame.Key(payer)))
        {
            return BubblegumError.CreatorDidNotVerify;
        }

        return Mint(
            frame,
            treeAccounts,
            LeafSchema.ForMint(
                frame.Key(tree),
                config.MintedCount,
                frame.Key(owner),
                frame.Key(leafDelegate),
                LeafHashing.DataHash(encoded, metadata.SellerFeeBasisPoints),
                LeafHashing.CreatorHash(metadata.Creators)));
    }

    private InstructionFault? MintV2(InstructionFrame frame, ReadOnlySpan<byte> arguments)
    {
        if (!TryRead(arguments, ReadMintV2, out MintV2Arguments? mint))
            return AnchorError.InstructionDidNotDeserialize;

        MetadataArgsV2 metadata = mint!.Metadata;
        AccountTaker accounts = new(frame);
        TreeConfig config = accounts.Config(out _);
        int payer = accounts.Signer(isWritable: true);
        int treeDelegate = accounts.OptionalSigner() ?? payer;
        int collectionAuthority = accounts.OptionalSigner() ?? treeDelegate;
        int owner = accounts.Any();
        int leafDelegate = accounts.Optional() ?? owner;
        int tree = accounts.Any(isWritable: true);
        int? collection = accounts.OptionalCollection();
        int? coreSigner = accounts.OptionalCoreSigner();
        TreeAccounts treeAccounts = TakePrograms(ref accounts, LeafVersion.V2, tree, callsCore: true);
        if (Check(frame, in accounts, tree, changesConfig: true) is { } fault)
            return fault;

        if (mint.HasAssetData)
            return BubblegumError.NotAvailable;
        if (CheckMint(config, LeafVersion.V2, frame.Key(treeDelegate)) is { } refusal)
            return refusal;
        if (collection is { } core)
        {
            if (coreSigner is not { } signer)
                return BubblegumError.MissingMplCoreCpiSignerAccount;
            if (JoinCollection(frame, core, signer, frame.Key(collectionAuthority), metadata.Collection, CollectionChange.Mint) is { } error)
                return error;
        }
        else if (metadata.Collection is not null)
        {
            return BubblegumError.MissingCollectionAccount;
        }

        if (metadata.FirstViolation() is { } violation)
            return violation;
        PublicKey thirdSigner = frame.Key(collection is null ? payer : collectionAuthority);
        if (!AllVerifiedCreatorsSign(
            frame, metadata.CreatorSpan, treeAccounts.Proof, frame.Key(payer), frame.Key(treeDelegate), thirdSigner))
        {
            return BubblegumError.CreatorDidNotVerify;
        }

        LeafSchema leaf = LeafSchema.ForMint(
            frame.Key(tree), config.MintedCount, frame.Key(owner), frame.Key(leafDelegate), metadata);
        return Mint(frame, treeAccounts, leaf) ?? PayFee(frame, payer, MintFee);
    }

    private static InstructionFault? CheckMint(TreeConfig config, LeafVersion version, PublicKey treeDelegate)
    {
        if (config.Version != version)
            return BubblegumError.UnsupportedSchemaVersion;
        if (!config.IsPublic && !MayMint(config, treeDelegate))
            return BubblegumError.TreeAuthorityIncorrect;
        return config.MintedCount < config.TotalMintCapacity ? null : BubblegumError.InsufficientMintCapacity;
    }

    private static bool MayMint(TreeConfig config, PublicKey key) => key == config.TreeCreator || key == config.TreeDelegate;

    /// <summary>A verified creator is one of those who sign anyway, or one of the accounts after the named ones that sign.</summary>
    private static bool AllVerifiedCreatorsSign(
        InstructionFrame frame, ReadOnlySpan<Creator> creators, int remaining, PublicKey first, PublicKey second, PublicKey third)
    {
        foreach (Creator creator in creators)
        {
            bool signs = !creator.IsVerified || creator.Address == first || creator.Address == second || creator.Address == third;
            for (int i = remaining; i < frame.AccountCount && !signs; i++)
                signs = frame.IsSigner(i) && frame.Key(i) == creator.Address;
            if (!signs)
                return false;
        }

        return true;
    }

    /// <summary>Tells of the leaf, appends it and counts it.</summary>
    private static InstructionFault? Mint(InstructionFrame frame, TreeAccounts accounts, in LeafSchema leaf)
    {
        Hash256 leafHash = leaf.Hash();
        InstructionFault? call = Announce(frame, accounts, leaf, leafHash)
            ?? AppendLeaf(frame, accounts, leafHash);
        if (call is not null)
            return call;

        Span<byte> minted = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(minted, leaf.Nonce + 1);
        if (frame.WriteData(TreeAuthority, TreeConfig.MintedCountOffset, minted) is { } fault)
            return fault;
        Span<byte> returned = stackalloc byte[leaf.EncodedBytes];
        BorshWriter writer = new(returned);
        leaf.Write(ref writer);
        frame.Transaction.Return(frame.ProgramId, returned);
        return null;
    }

    private static InstructionFault? AppendLeaf(InstructionFrame frame, TreeAccounts accounts, Hash256 leaf)
    {
        Span<byte> data = stackalloc byte[CompressionDiscriminators.Size + Hash256.Size];
        BorshWriter writer = new(data);
        writer.WriteBytes(CompressionDiscriminators.Append);
        writer.WriteHash(in leaf);
        return frame.Invoke(
            frame.Key(accounts.Compression),
            [
                frame.Pass(accounts.Tree, isWritable: true),
                frame.Pass(TreeAuthority, isSigner: true),
                frame.Pass(accounts.LogWrapper),
            ],
            data,
            frame.Key(TreeAuthority));
    }

    /// <summary>Pays the program, whose fees stay with the tree's configuration until they are collected.</summary>
    private static InstructionFault? PayFee(InstructionFrame frame, int payer, ulong lamports) => frame.Invoke(
        ProgramIds.System,
        [frame.Pass(payer, isSigner: true, isWritable: true), frame.Pass(TreeAuthority, isWritable: true)],
        SystemInstructions.Transfer(frame.Key(payer), frame.Key(TreeAuthority), lamports).Data.Span);

    private static MetadataArgs ReadMetadata(ref BorshReader reader)
    {
        MetadataArgs metadata = MetadataArgs.Parse(reader.Rest, out int length);
        reader.Take(length, "metadata");
        return metadata;
    }

    private static MetadataArgsV2 ReadMetadataV2(ref BorshReader reader)
    {
        MetadataArgsV2 metadata = MetadataArgsV2.Parse(reader.Rest, out int length);
        reader.Take(length, "metadata");
        return metadata;
    }

    private static MintV2Arguments ReadMintV2(ref BorshReader reader)
    {
        MetadataArgsV2 metadata = ReadMetadataV2(ref reader);
        bool hasData = reader.ReadFlag("asset data");
        if (hasData)
            reader.Take(reader.ReadCount(1, "asset data"), "asset data");
        bool hasSchema = reader.ReadFlag("asset data schema");
        if (hasSchema)
            reader.ReadVariant(AssetDataSchemaCount, "asset data schema");
        return new MintV2Arguments(metadata, hasData || hasSchema);
    }

    private sealed record MintV2Arguments(MetadataArgsV2 Metadata, bool HasAssetData);
}
