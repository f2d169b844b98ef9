using System.Buffers.Binary;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger.Execution;
using Piwa.Chain.Rpc;
using Piwa.Chain.Transactions;

namespace Piwa.Chain.Ledger.Programs;

/// <summary>The address lookup table program.</summary>
/// <remarks>Behaviour: solana_address_lookup_table_program::processor, checks in its order.</remarks>
internal sealed class LookupTableProcessor() : LedgerProgram(ProgramIds.AddressLookupTable, ProgramLoaders.Upgradeable)
{
    private const int Table = 0;
    private const int Authority = 1;

    public override InstructionFault? Execute(InstructionFrame frame)
    {
        ReadOnlySpan<byte> data = frame.Data;
        if (data.Length < sizeof(uint))
            return InstructionErrorKind.InvalidInstructionData;
        ReadOnlySpan<byte> arguments = data[sizeof(uint)..];
        return BinaryPrimitives.ReadUInt32LittleEndian(data) switch
        {
            AddressLookupTableInstructions.CreateNumber => Create(frame, arguments),
            AddressLookupTableInstructions.FreezeNumber => Freeze(frame),
            AddressLookupTableInstructions.ExtendNumber => Extend(frame, arguments),
            AddressLookupTableInstructions.DeactivateNumber => Deactivate(frame),
            AddressLookupTableInstructions.CloseNumber => Close(frame),
            _ => InstructionErrorKind.InvalidInstructionData,
        };
    }

    private InstructionFault? Create(InstructionFrame frame, ReadOnlySpan<byte> arguments)
    {
        const int Payer = 2;
        if (arguments.Length < sizeof(ulong) + 1)
            return InstructionErrorKind.InvalidInstructionData;
        if (frame.AccountCount <= Payer)
            return InstructionErrorKind.NotEnoughAccountKeys;
        if (!frame.IsSigner(Payer))
            return InstructionErrorKind.MissingRequiredSignature;

        ulong recentSlot = BinaryPrimitives.ReadUInt64LittleEndian(arguments);
        if (!LookupTableState.IsRemembered(recentSlot, frame.Transaction.Slot))
        {
            frame.Log($"{recentSlot} is not a recent slot");
            return InstructionErrorKind.InvalidInstructionData;
        }

        PublicKey address = ProgramAddress.LookupTable(frame.Key(Authority), recentSlot, out byte bump);
        if (bump != arguments[sizeof(ulong)] || frame.Key(Table) != address)
        {
            frame.Log($"Table address must match derived address: {address}");
            return InstructionErrorKind.InvalidArgument;
        }

        if (frame.Account(Table).Owner == Id)
            return null;
        if (AccountCreation.Create(frame, Payer, Table, LookupTableState.HeadBytes, Id) is { } fault)
            return fault;
        return Save(frame, new LookupTableState(LookupTableState.InUse, LastExtendedSlot: 0, LastExtendedStart: 0, frame.Key(Authority)));
    }

    private InstructionFault? Freeze(InstructionFrame frame)
    {
        if (Open(frame, out LookupTableState state) is { } fault)
            return fault;
        if (state.DeactivationSlot != LookupTableState.InUse)
            return InstructionErrorKind.InvalidArgument;
        return LookupTableState.CountAddresses(frame.Account(Table).Data) == 0
            ? InstructionErrorKind.InvalidInstructionData
            : Save(frame, state with { Authority = null });
    }

    private InstructionFault? Extend(InstructionFrame frame, ReadOnlySpan<byte> arguments)
    {
        const int Payer = 2;
        if (arguments.Length < sizeof(ulong))
            return InstructionErrorKind.InvalidInstructionData;
        ulong count = BinaryPrimitives.ReadUInt64LittleEndian(arguments);
        ReadOnlySpan<byte> added = arguments[sizeof(ulong)..];
        if (count > (ulong)(added.Length / PublicKey.Size))
            return InstructionErrorKind.InvalidInstructionData;
        if (Open(frame, out LookupTableState state) is { } fault)
            return fault;
        if (state.DeactivationSlot != LookupTableState.InUse)
            return InstructionErrorKind.InvalidArgument;

        byte[] before = frame.Account(Table).Data;
        int present = LookupTableState.CountAddresses(before);
        if (present >= AddressLookupTable.MaximumAddresses)
            return InstructionErrorKind.InvalidArgument;
        if (count == 0 || count > (ulong)(AddressLookupTable.MaximumAddresses - present))
            return InstructionErrorKind.InvalidInstructionData;

        byte[] data = new byte[before.Length + ((int)count * PublicKey.Size)];
        before.CopyTo(data, 0);
        added[..((int)count * PublicKey.Size)].CopyTo(data.AsSpan(before.Length));
        ulong slot = frame.Transaction.Slot;
        if (slot != state.LastExtendedSlot)
            state = state with { LastExtendedSlot = slot, LastExtendedStart = (byte)present };
        state.Write(data);

        ulong rent = Rent.MinimumBalance(data.Length), balance = frame.Account(Table).Lamports;
        if (frame.SetData(Table, data) is { } refusal)
            return refusal;
        if (balance >= rent)
            return null;
        if (frame.AccountCount <= Payer)
            return InstructionErrorKind.NotEnoughAccountKeys;
        if (!frame.IsSigner(Payer))
            return InstructionErrorKind.MissingRequiredSignature;
        Instruction transfer = SystemInstructions.Transfer(frame.Key(Payer), frame.Key(Table), rent - balance);
        return frame.Invoke(
            ProgramIds.System,
            [frame.Pass(Payer, isSigner: true, isWritable: true), frame.Pass(Table, isWritable: true)],
            transfer.Data.Span);
    }

    private InstructionFault? Deactivate(InstructionFrame frame)
    {
        if (Open(frame, out LookupTableState state) is { } fault)
            return fault;
        return state.DeactivationSlot == LookupTableState.InUse
            ? Save(frame, state with { DeactivationSlot = frame.Transaction.Slot })
            : InstructionErrorKind.InvalidArgument;
    }

    private InstructionFault? Close(InstructionFrame frame)
    {
        const int Recipient = 2;
        if (frame.AccountCount <= Recipient)
            return InstructionErrorKind.NotEnoughAccountKeys;
        if (frame.Key(Table) == frame.Key(Recipient))
            return InstructionErrorKind.InvalidArgument;
        if (Open(frame, out LookupTableState state) is { } fault)
            return fault;
        if (state.IsActive(frame.Transaction.Slot))
        {
            frame.Log(state.DeactivationSlot == LookupTableState.InUse
                ? "Lookup table is not deactivated"
                : "Table cannot be closed until it's fully deactivated");
            return InstructionErrorKind.InvalidArgument;
        }

        ulong lamports = frame.Account(Table).Lamports;
        if (lamports > ulong.MaxValue - frame.Account(Recipient).Lamports)
            return InstructionErrorKind.ArithmeticOverflow;
        return frame.SetLamports(Recipient, frame.Account(Recipient).Lamports + lamports)
            ?? frame.SetData(Table, [])
            ?? frame.SetLamports(Table, 0);
    }

    /// <summary>Reads the table, whose authority signs.</summary>
    private InstructionFault? Open(InstructionFrame frame, out LookupTableState state)
    {
        state = default;
        if (frame.AccountCount <= Authority)
            return InstructionErrorKind.NotEnoughAccountKeys;
        if (frame.Account(Table).Owner != Id)
            return InstructionErrorKind.InvalidAccountOwner;
        if (!frame.IsSigner(Authority))
            return InstructionErrorKind.MissingRequiredSignature;
        if (!LookupTableState.TryRead(frame.Account(Table).Data, out state))
            return InstructionErrorKind.InvalidAccountData;
        if (state.Authority is not { } authority)
            return InstructionErrorKind.Immutable;
        return authority == frame.Key(Authority) ? null : InstructionErrorKind.IncorrectAuthority;
    }

    private static InstructionFault? Save(InstructionFrame frame, LookupTableState state)
    {
        Span<byte> head = stackalloc byte[LookupTableState.HeadBytes];
        state.Write(head);
        return frame.WriteData(Table, 0, head);
    }
}
