using Piwa.Chain.Bubblegum;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger.Execution;

namespace Piwa.Chain.Ledger.Programs;

/// <content>The checks that Anchor makes of each account as it is taken, in order.</content>
internal sealed partial class BubblegumProcessor
{
    /// <summary>Two accounts in a row that must sign.</summary>
    private static InstructionFault? TakeSigners(InstructionFrame frame, int first, int second) =>
        TakeSigner(frame, first) ?? TakeSigner(frame, second);

    private static InstructionFault? TakeSigner(InstructionFrame frame, int account)
    {
        if (frame.AccountCount <= account)
            return AnchorError.AccountNotEnoughKeys;
        return frame.IsSigner(account) ? null : AnchorError.AccountNotSigner;
    }

    private static InstructionFault? TakeProgram(InstructionFrame frame, int account, PublicKey program)
    {
        if (frame.AccountCount <= account)
            return AnchorError.AccountNotEnoughKeys;
        return frame.Key(account) == program ? null : AnchorError.InvalidProgramId;
    }

    /// <summary>The account with a tree's configuration.</summary>
    private static InstructionFault? TakeConfig(InstructionFrame frame, int account, out TreeConfig? config)
    {
        config = null;
        if (frame.AccountCount <= account)
            return AnchorError.AccountNotEnoughKeys;

        LedgerAccount taken = frame.Account(account);
        if (taken.Owner == ProgramIds.System && taken.Lamports == 0)
            return AnchorError.AccountNotInitialized;
        if (taken.Owner != ProgramIds.Bubblegum)
            return AnchorError.AccountOwnedByWrongProgram;
        if (taken.Data.Length < Discriminators.Size)
            return AnchorError.AccountDiscriminatorNotFound;
        if (!taken.Data.AsSpan(..Discriminators.Size).SequenceEqual(Discriminators.TreeConfig))
            return AnchorError.AccountDiscriminatorMismatch;
        try
        {
            config = TreeConfig.Parse(taken.Data);
            return null;
        }
        catch (WireFormatException)
        {
            return AnchorError.AccountDidNotDeserialize;
        }
    }
}
