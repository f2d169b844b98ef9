using System.Buffers.Binary;
using Piwa.Chain.Borsh;
using Piwa.Chain.Bubblegum;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger.Execution;
using Piwa.Chain.Trees;

namespace Piwa.Chain.Ledger.Programs;

/// <content>mint_v1.</content>
internal sealed partial class BubblegumProcessor
{
    private InstructionFault? MintV1(InstructionFrame frame, ReadOnlySpan<byte> arguments)
    {
        const int TreeAuthority = 0;
        const int Owner = 1;
        const int Delegate = 2;
        const int Tree = 3;
        const int Payer = 4;
        const int TreeDelegate = 5;
        const int LogWrapper = 6;
        const int Compression = 7;
        const int System = 8;
        const int NamedAccounts = 9;
        if (!TryReadMetadata(arguments, out MetadataArgs? metadata, out int metadataBytes))
            return AnchorError.InstructionDidNotDeserialize;
        if (TakeConfig(frame, TreeAuthority, out TreeConfig? config) is { } fault)
            return fault;
        InstructionFault? account = TakeSigners(frame, Payer, TreeDelegate)
            ?? TakeProgram(frame, LogWrapper, ProgramIds.SplNoop)
            ?? TakeProgram(frame, Compression, ProgramIds.SplAccountCompression)
            ?? TakeProgram(frame, System, ProgramIds.System);
        if (account is not null)
            return account;

        PublicKey authority = AuthorityOf(frame.Key(Tree));
        if (frame.Key(TreeAuthority) != authority)
            return AnchorError.ConstraintSeeds;
        if (!frame.IsWritable(TreeAuthority) || !frame.IsWritable(Tree))
            return AnchorError.ConstraintMut;
        if (CheckMint(config!, frame.Key(TreeDelegate)) is { } refusal)
            return refusal;
        if (metadata!.FirstViolation() is { } violation)
            return violation;
        if (!AllVerifiedCreatorsSign(frame, metadata.Creators, Payer, TreeDelegate, NamedAccounts))
            return BubblegumError.CreatorDidNotVerify;

        ulong nonce = config!.MintedCount;
        LeafSchema leaf = new()
        {
            Version = LeafVersion.V1,
            AssetId = ProgramAddress.AssetId(frame.Key(Tree), nonce),
            Owner = frame.Key(Owner),
            Delegate = frame.Key(Delegate),
            Nonce = nonce,
            DataHash = LeafHashing.DataHash(arguments[..metadataBytes], metadata.SellerFeeBasisPoints),
            CreatorHash = metadata.CreatorHash(),
        };
        Hash256 leafHash = leaf.Hash();
        InstructionFault? call = frame.Invoke(frame.Key(LogWrapper), [], new LeafEvent(leaf, leafHash).Encode())
            ?? AppendLeaf(frame, Tree, TreeAuthority, LogWrapper, Compression, leafHash);
        if (call is not null)
            return call;

        Span<byte> minted = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(minted, nonce + 1);
        return frame.WriteData(TreeAuthority, TreeConfig.MintedCountOffset, minted);
    }

    private static InstructionFault? CheckMint(TreeConfig config, PublicKey treeDelegate)
    {
        if (config.Version != LeafVersion.V1)
            return BubblegumError.UnsupportedSchemaVersion;
        if (!config.IsPublic && treeDelegate != config.TreeCreator && treeDelegate != config.TreeDelegate)
            return BubblegumError.TreeAuthorityIncorrect;
        return config.MintedCount < config.TotalMintCapacity ? null : BubblegumError.InsufficientMintCapacity;
    }

    /// <summary>A verified creator is the payer, the delegate, or one of the accounts after the named ones that sign.</summary>
    private static bool AllVerifiedCreatorsSign(
        InstructionFrame frame, IReadOnlyList<Creator> creators, int payer, int treeDelegate, int remaining)
    {
        foreach (Creator creator in creators)
        {
            bool signs = !creator.IsVerified || creator.Address == frame.Key(payer) || creator.Address == frame.Key(treeDelegate);
            for (int i = remaining; i < frame.AccountCount && !signs; i++)
                signs = frame.IsSigner(i) && frame.Key(i) == creator.Address;
            if (!signs)
                return false;
        }

        return true;
    }

    private static InstructionFault? AppendLeaf(
        InstructionFrame frame, int tree, int treeAuthority, int logWrapper, int compression, Hash256 leaf)
    {
        byte[] data = new byte[CompressionDiscriminators.Size + Hash256.Size];
        BorshWriter writer = new(data);
        writer.WriteBytes(CompressionDiscriminators.Append);
        writer.WriteHash(in leaf);
        return frame.Invoke(
            frame.Key(compression),
            [frame.Pass(tree, isWritable: true), frame.Pass(treeAuthority, isSigner: true), frame.Pass(logWrapper)],
            data,
            frame.Key(treeAuthority));
    }

    private static bool TryReadMetadata(ReadOnlySpan<byte> arguments, out MetadataArgs? metadata, out int length)
    {
        try
        {
            metadata = MetadataArgs.Parse(arguments, out length);
            return true;
        }
        catch (WireFormatException)
        {
            metadata = null;
            length = 0;
            return false;
        }
    }
}
