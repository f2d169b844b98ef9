using Piwa.Chain.Keys;
using Piwa.Chain.Ledger.Execution;
using Piwa.Chain.Transactions;

namespace Piwa.Chain.Ledger.Programs;

/// <summary>Accounts at derived addresses, as programs create them.</summary>
internal static class AccountCreation
{
    /// <summary>Creates an account that the calling program signs for, even if somebody has sent lamports there before.</summary>
    /// <param name="frame">The instruction that creates it.</param>
    /// <param name="payer">Pays the rent; signs.</param>
    /// <param name="account">The account.</param>
    /// <param name="space">Its data, in bytes; all zero.</param>
    /// <param name="owner">The program that owns it from then on.</param>
    public static InstructionFault? Create(InstructionFrame frame, int payer, int account, int space, PublicKey owner)
    {
        PublicKey address = frame.Key(account);
        ulong rent = Rent.MinimumBalance(space);
        ulong present = frame.Account(account).Lamports;
        InstructionAccount paying = frame.Pass(payer, isSigner: true, isWritable: true);
        InstructionAccount created = frame.Pass(account, isSigner: true, isWritable: true);
        if (present == 0)
            return Call(SystemInstructions.CreateAccount(frame.Key(payer), address, rent, (ulong)space, owner), paying, created);

        InstructionFault? fault = present >= rent
            ? null
            : Call(SystemInstructions.Transfer(frame.Key(payer), address, rent - present), paying, created with { IsSigner = false });
        return fault
            ?? Call(SystemInstructions.Allocate(address, (ulong)space), created)
            ?? Call(SystemInstructions.Assign(address, owner), created);

        InstructionFault? Call(Instruction instruction, params ReadOnlySpan<InstructionAccount> passed) =>
            frame.Invoke(ProgramIds.System, passed, instruction.Data.Span, address);
    }
}
