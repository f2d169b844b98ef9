using Piwa.Chain.Borsh;
using Piwa.Chain.Bubblegum;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger.Execution;
using Piwa.Chain.Rpc;
using Piwa.Chain.Trees;

namespace Piwa.Chain.Ledger.Programs;

/// <content>create_tree and create_tree_v2, which differ in their programs and in who may be left out.</content>
internal sealed partial class BubblegumProcessor
{
    private InstructionFault? CreateTree(InstructionFrame frame, ReadOnlySpan<byte> arguments, LeafVersion version)
    {
        if (!TryReadCreateTree(arguments, out uint depth, out uint bufferSize, out bool isPublic))
            return AnchorError.InstructionDidNotDeserialize;

        CompressionProgram program = ProgramOf(version);
        AccountTaker accounts = new(frame);
        accounts.Any();
        int tree = accounts.Any();
        int payer = accounts.Signer();
        int creator = version == LeafVersion.V1 ? accounts.Signer() : accounts.OptionalSigner() ?? payer;
        int logWrapper = accounts.Program(program.Noop);
        accounts.Program(program.Id);
        accounts.Program(ProgramIds.System);
        if (accounts.Fault is { } fault)
            return fault;

        // The configuration is created, and with that its constraints are met, before those of the tree are looked at.
        PublicKey authority = AuthorityOf(frame.Key(tree));
        if (frame.Key(TreeAuthority) != authority)
            return AnchorError.ConstraintSeeds;
        if (AccountCreation.Create(frame, payer, TreeAuthority, TreeConfig.Size, ProgramIds.Bubblegum) is { } creation)
            return creation;

        LedgerAccount account = frame.Account(tree);
        if (account.Data.Length < Discriminators.Size)
            return AnchorError.AccountDiscriminatorNotFound;
        if (account.Data.AsSpan(..Discriminators.Size).ContainsAnyExcept((byte)0))
            return AnchorError.ConstraintZero;
        if (!frame.IsWritable(tree))
            return AnchorError.ConstraintMut;
        if (account.Lamports < Rent.MinimumBalance(account.Data.Length))
            return AnchorError.ConstraintRentExempt;
        if (!frame.IsWritable(payer))
            return AnchorError.ConstraintMut;
        if (CheckCanopy(account.Data, depth, bufferSize) is { } canopy)
            return canopy;

        TreeConfig config = new()
        {
            TreeCreator = frame.Key(creator),
            TreeDelegate = frame.Key(creator),
            TotalMintCapacity = 1UL << (int)depth,
            MintedCount = 0,
            IsPublic = isPublic,
            Version = version,
        };
        if (frame.SetData(TreeAuthority, config.Encode()) is { } refusal)
            return refusal;

        byte[] data = new byte[CompressionDiscriminators.Size + (2 * sizeof(uint))];
        BorshWriter writer = new(data);
        writer.WriteBytes(CompressionDiscriminators.InitEmptyMerkleTree);
        writer.WriteUInt32(depth);
        writer.WriteUInt32(bufferSize);
        return frame.Invoke(
            program.Id,
            [frame.Pass(tree, isWritable: true), frame.Pass(TreeAuthority, isSigner: true), frame.Pass(logWrapper)],
            data,
            authority);
    }

    private static CompressionProgram ProgramOf(LeafVersion version) =>
        version == LeafVersion.V1 ? CompressionProgram.Spl : CompressionProgram.Mpl;

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
