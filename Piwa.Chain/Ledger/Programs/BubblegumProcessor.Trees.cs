using Piwa.Chain.Bubblegum;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger.Execution;

namespace Piwa.Chain.Ledger.Programs;

/// <content>set_tree_delegate, set_decompressible_state and collect_v2.</content>
internal sealed partial class BubblegumProcessor
{
    private InstructionFault? SetTreeDelegate(InstructionFrame frame)
    {
        AccountTaker accounts = new(frame);
        TreeConfig config = accounts.Config(out _);
        int creator = accounts.Signer();
        int newDelegate = accounts.Any();
        int tree = accounts.Any();
        accounts.Program(ProgramIds.System);
        if (Check(frame, in accounts, tree, changesConfig: true) is { } fault)
            return fault;
        return frame.Key(creator) == config.TreeCreator
            ? frame.WriteData(TreeAuthority, TreeConfig.TreeDelegateOffset, frame.Key(newDelegate).ToArray())
            : AnchorError.ConstraintHasOne;
    }

    private InstructionFault? SetDecompressibleState(InstructionFrame frame, ReadOnlySpan<byte> arguments)
    {
        if (arguments.IsEmpty || arguments[0] > 1)
            return AnchorError.InstructionDidNotDeserialize;

        AccountTaker accounts = new(frame);
        TreeConfig config = accounts.Config(out _);
        int creator = accounts.Signer();
        if (accounts.Fault is { } fault)
            return fault;
        if (!frame.IsWritable(TreeAuthority))
            return AnchorError.ConstraintMut;
        if (frame.Key(creator) != config.TreeCreator)
            return AnchorError.ConstraintHasOne;
        return config.Version == LeafVersion.V1
            ? frame.WriteData(TreeAuthority, TreeConfig.DecompressibleOffset, arguments[..1])
            : BubblegumError.UnsupportedSchemaVersion;
    }

    /// <summary>Whatever a tree's configuration holds beyond its rent goes to the program's makers.</summary>
    private static InstructionFault? CollectV2(InstructionFrame frame)
    {
        AccountTaker accounts = new(frame);
        TreeConfig config = accounts.Config(out _);
        int destination = accounts.Any(isWritable: true);
        if (accounts.Fault is { } fault)
            return fault;
        if (!frame.IsWritable(TreeAuthority))
            return AnchorError.ConstraintMut;
        accounts.Require(frame.Key(destination) == ProgramIds.BubblegumFeeCollector, AnchorError.ConstraintAddress);
        if (accounts.Violation is { } violation)
            return violation;
        if (config.Version != LeafVersion.V2)
            return BubblegumError.UnsupportedSchemaVersion;

        ulong held = frame.Account(TreeAuthority).Lamports;
        ulong rent = Rent.MinimumBalance(TreeConfig.Size);
        ulong received = frame.Account(destination).Lamports;
        if (held < rent || held - rent > ulong.MaxValue - received)
            return BubblegumError.NumericalOverflowError;
        return frame.SetLamports(TreeAuthority, rent) ?? frame.SetLamports(destination, received + (held - rent));
    }
}
