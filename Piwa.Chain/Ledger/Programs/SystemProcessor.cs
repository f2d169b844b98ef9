using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger.Execution;
using Piwa.Chain.Rpc;
using Piwa.Chain.Transactions;

namespace Piwa.Chain.Ledger.Programs;

/// <summary>The system program, as far as trees and wallets need it: creating accounts, moving lamports, durable nonces.</summary>
/// <remarks>Behaviour: solana_system_program::system_processor. Arguments are in bincode: fixed width, a string with a 64-bit
/// length.</remarks>
internal sealed partial class SystemProcessor() : LedgerProgram(ProgramIds.System, ProgramLoaders.Native)
{
    private const int AllocationBytes = (2 * sizeof(ulong)) + PublicKey.Size;

    public override InstructionFault? Execute(InstructionFrame frame)
    {
        ReadOnlySpan<byte> data = frame.Data;
        if (data.Length < sizeof(uint))
            return InstructionErrorKind.InvalidInstructionData;
        ReadOnlySpan<byte> arguments = data[sizeof(uint)..];
        return BinaryPrimitives.ReadUInt32LittleEndian(data) switch
        {
            SystemInstructions.CreateAccountNumber => CreateAccount(frame, arguments),
            SystemInstructions.AssignNumber => Assign(frame, arguments),
            SystemInstructions.TransferNumber => Transfer(frame, arguments),
            SystemInstructions.CreateAccountWithSeedNumber => CreateAccountWithSeed(frame, arguments),
            SystemInstructions.AdvanceNonceNumber => AdvanceNonce(frame),
            SystemInstructions.WithdrawNonceNumber => WithdrawNonce(frame, arguments),
            SystemInstructions.InitializeNonceNumber => InitializeNonce(frame, arguments),
            SystemInstructions.AuthorizeNonceNumber => AuthorizeNonce(frame, arguments),
            SystemInstructions.AllocateNumber => Allocate(frame, arguments),
            _ => InstructionErrorKind.InvalidInstructionData,
        };
    }

    private static InstructionFault? CreateAccount(InstructionFrame frame, ReadOnlySpan<byte> arguments)
    {
        const int From = 0;
        const int To = 1;
        if (arguments.Length < AllocationBytes)
            return InstructionErrorKind.InvalidInstructionData;
        return frame.AccountCount < 2
            ? InstructionErrorKind.MissingAccount
            : CreateAccount(frame, From, To, isAuthorized: frame.IsSigner(To), arguments);
    }

    private static InstructionFault? CreateAccountWithSeed(InstructionFrame frame, ReadOnlySpan<byte> arguments)
    {
        const int From = 0;
        const int To = 1;
        const int FixedBytes = PublicKey.Size + sizeof(ulong);
        if (arguments.Length < FixedBytes)
            return InstructionErrorKind.InvalidInstructionData;
        PublicKey baseKey = new(arguments[..PublicKey.Size]);
        ulong seedBytes = BinaryPrimitives.ReadUInt64LittleEndian(arguments[PublicKey.Size..]);
        arguments = arguments[FixedBytes..];
        if (seedBytes > (ulong)arguments.Length || arguments.Length - (int)seedBytes < AllocationBytes)
            return InstructionErrorKind.InvalidInstructionData;

        ReadOnlySpan<byte> seed = arguments[..(int)seedBytes];
        arguments = arguments[(int)seedBytes..];
        if (!Utf8.IsValid(seed))
            return InstructionErrorKind.InvalidInstructionData;
        if (frame.AccountCount < 2)
            return InstructionErrorKind.MissingAccount;
        if (seed.Length > ProgramAddress.MaximumSeedBytes)
            return SystemError.MaxSeedLengthExceeded;

        PublicKey owner = new(arguments.Slice(2 * sizeof(ulong), PublicKey.Size));
        if (frame.Key(To) != ProgramAddress.WithSeed(baseKey, Encoding.UTF8.GetString(seed), owner))
            return SystemError.AddressWithSeedMismatch;
        return CreateAccount(frame, From, To, Signs(frame, baseKey), arguments);
    }

    private static InstructionFault? CreateAccount(
        InstructionFrame frame, int from, int to, bool isAuthorized, ReadOnlySpan<byte> allocation)
    {
        ulong lamports = BinaryPrimitives.ReadUInt64LittleEndian(allocation);
        ulong space = BinaryPrimitives.ReadUInt64LittleEndian(allocation[sizeof(ulong)..]);
        PublicKey owner = new(allocation.Slice(2 * sizeof(ulong), PublicKey.Size));
        LedgerAccount account = frame.Account(to);
        if (account.Lamports > 0)
            return SystemError.AccountAlreadyInUse;
        return Allocate(frame, to, isAuthorized, space)
            ?? Assign(frame, to, isAuthorized, owner)
            ?? Transfer(frame, from, to, lamports);
    }

    private static InstructionFault? Allocate(InstructionFrame frame, ReadOnlySpan<byte> arguments)
    {
        if (arguments.Length < sizeof(ulong))
            return InstructionErrorKind.InvalidInstructionData;
        return frame.AccountCount < 1
            ? InstructionErrorKind.MissingAccount
            : Allocate(frame, 0, frame.IsSigner(0), BinaryPrimitives.ReadUInt64LittleEndian(arguments));
    }

    private static InstructionFault? Allocate(InstructionFrame frame, int account, bool isAuthorized, ulong space)
    {
        if (!isAuthorized)
            return InstructionErrorKind.MissingRequiredSignature;
        LedgerAccount allocated = frame.Account(account);
        if (allocated.Data.Length != 0 || allocated.Owner != ProgramIds.System)
            return SystemError.AccountAlreadyInUse;
        if (space > InstructionFrame.MaximumAccountBytes)
            return SystemError.InvalidAccountDataLength;
        return space == 0 ? null : frame.SetData(account, new byte[space]);
    }

    private static InstructionFault? Assign(InstructionFrame frame, ReadOnlySpan<byte> arguments)
    {
        if (arguments.Length < PublicKey.Size)
            return InstructionErrorKind.InvalidInstructionData;
        return frame.AccountCount < 1
            ? InstructionErrorKind.MissingAccount
            : Assign(frame, 0, frame.IsSigner(0), new PublicKey(arguments[..PublicKey.Size]));
    }

    private static InstructionFault? Assign(InstructionFrame frame, int account, bool isAuthorized, PublicKey owner)
    {
        if (frame.Account(account).Owner == owner)
            return null;
        return isAuthorized ? frame.SetOwner(account, owner) : InstructionErrorKind.MissingRequiredSignature;
    }

    private static InstructionFault? Transfer(InstructionFrame frame, ReadOnlySpan<byte> arguments)
    {
        if (arguments.Length < sizeof(ulong))
            return InstructionErrorKind.InvalidInstructionData;
        return frame.AccountCount < 2
            ? InstructionErrorKind.MissingAccount
            : Transfer(frame, from: 0, to: 1, BinaryPrimitives.ReadUInt64LittleEndian(arguments));
    }

    private static InstructionFault? Transfer(InstructionFrame frame, int from, int to, ulong lamports)
    {
        if (!frame.IsSigner(from))
            return InstructionErrorKind.MissingRequiredSignature;
        if (frame.Account(from).Data.Length != 0)
            return InstructionErrorKind.InvalidArgument;
        if (lamports > frame.Account(from).Lamports)
            return SystemError.ResultWithNegativeLamports;
        return Move(frame, from, to, lamports);
    }

    private static InstructionFault? Move(InstructionFrame frame, int from, int to, ulong lamports)
    {
        if (frame.SetLamports(from, frame.Account(from).Lamports - lamports) is { } fault)
            return fault;
        return lamports > ulong.MaxValue - frame.Account(to).Lamports
            ? InstructionErrorKind.ArithmeticOverflow
            : frame.SetLamports(to, frame.Account(to).Lamports + lamports);
    }

    private static bool Signs(InstructionFrame frame, PublicKey key)
    {
        for (int i = 0; i < frame.AccountCount; i++)
        {
            if (frame.IsSigner(i) && frame.Key(i) == key)
                return true;
        }

        return false;
    }
}
