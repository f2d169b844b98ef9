using Piwa.Chain.Borsh;
using Piwa.Chain.Bubblegum;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger.Execution;
using Piwa.Chain.Rpc;
using Piwa.Chain.Trees;

namespace Piwa.Chain.Ledger.Programs;

/// <content>create_tree.</content>
internal sealed partial class BubblegumProcessor
{
    private InstructionFault? CreateTree(InstructionFrame frame, ReadOnlySpan<byte> arguments)
    {
        const int TreeAuthority = 0;
        const int Tree = 1;
        const int Payer = 2;
        const int TreeCreator = 3;
        const int LogWrapper = 4;
        const int Compression = 5;
        const int System = 6;
        if (!TryReadCreateTree(arguments, out uint depth, out uint bufferSize, out bool isPublic))
            return AnchorError.InstructionDidNotDeserialize;
        InstructionFault? account = TakeSigners(frame, Payer, TreeCreator)
            ?? TakeProgram(frame, LogWrapper, ProgramIds.SplNoop)
            ?? TakeProgram(frame, Compression, ProgramIds.SplAccountCompression)
            ?? TakeProgram(frame, System, ProgramIds.System);
        if (account is not null)
            return account;

        PublicKey authority = AuthorityOf(frame.Key(Tree));
        if (frame.Key(TreeAuthority) != authority)
            return AnchorError.ConstraintSeeds;
        if (AccountCreation.Create(frame, Payer, TreeAuthority, TreeConfig.Size, ProgramIds.Bubblegum) is { } creation)
            return creation;

        LedgerAccount tree = frame.Account(Tree);
        if (tree.Data.Length < Discriminators.Size)
            return AnchorError.AccountDiscriminatorNotFound;
        if (tree.Data.AsSpan(..Discriminators.Size).ContainsAnyExcept((byte)0))
            return AnchorError.ConstraintZero;
        if (!frame.IsWritable(Tree))
            return AnchorError.ConstraintMut;
        if (tree.Lamports < Rent.MinimumBalance(tree.Data.Length))
            return AnchorError.ConstraintRentExempt;
        if (!frame.IsWritable(Payer))
            return AnchorError.ConstraintMut;
        if (CheckCanopy(tree.Data, depth, bufferSize) is { } canopy)
            return canopy;

        TreeConfig config = new()
        {
            TreeCreator = frame.Key(TreeCreator),
            TreeDelegate = frame.Key(TreeCreator),
            TotalMintCapacity = 1UL << (int)depth,
            MintedCount = 0,
            IsPublic = isPublic,
            Version = LeafVersion.V1,
        };
        if (frame.SetData(TreeAuthority, config.Encode()) is { } refusal)
            return refusal;

        byte[] data = new byte[CompressionDiscriminators.Size + (2 * sizeof(uint))];
        BorshWriter writer = new(data);
        writer.WriteBytes(CompressionDiscriminators.InitEmptyMerkleTree);
        writer.WriteUInt32(depth);
        writer.WriteUInt32(bufferSize);
        return frame.Invoke(
            frame.Key(Compression),
            [frame.Pass(Tree, isWritable: true), frame.Pass(TreeAuthority, isSigner: true), frame.Pass(LogWrapper)],
            data,
            authority);
    }

    private static InstructionFault? CheckCanopy(byte[] data, uint depth, uint bufferSize)
    {
        if (data.Length < TreeSize.HeaderBytes || data.AsSpan(..TreeSize.HeaderBytes).ContainsAnyExcept((byte)0))
            return InstructionErrorKind.ProgramFailedToComplete;
        return ConcurrentMerkleTree.TryMeasure(data.Length, depth, bufferSize, out TreeSize? size) switch
        {
            null when size!.CanopyDepth >= TreeSize.MinimumCanopyDepth(size.Depth) => null,
            null => BubblegumError.InvalidCanopySize,
            AccountCompressionError.CanopyLengthMismatch => BubblegumError.InvalidCanopySize,
            AccountCompressionError.ZeroCopyError => InstructionErrorKind.ProgramFailedToComplete,
            { } error => error,
        };
    }

    private static bool TryReadCreateTree(ReadOnlySpan<byte> arguments, out uint depth, out uint bufferSize, out bool isPublic)
    {
        depth = bufferSize = 0;
        isPublic = false;
        try
        {
            BorshReader reader = new(arguments, "create_tree");
            depth = reader.ReadUInt32("depth");
            bufferSize = reader.ReadUInt32("buffer size");
            isPublic = reader.ReadFlag("public") && reader.ReadFlag("public");
            return true;
        }
        catch (WireFormatException)
        {
            return false;
        }
    }
}
