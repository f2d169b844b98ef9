using System.Buffers.Binary;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger.Execution;
using Piwa.Chain.Rpc;
using Piwa.Chain.Transactions;

namespace Piwa.Chain.Ledger.Programs;

/// <content>Durable nonces.</content>
/// <remarks>Behaviour: solana_system_program::system_instruction, checks in its order.</remarks>
internal sealed partial class SystemProcessor
{
    private const int Nonce = 0;

    private static InstructionFault? AdvanceNonce(InstructionFrame frame)
    {
        const int Blockhashes = 1;
        if (frame.AccountCount < 1)
            return InstructionErrorKind.MissingAccount;
        if (CheckSysvar(frame, Blockhashes, ProgramIds.RecentBlockhashesSysvar) is { } missing)
            return missing;
        if (ReadNonce(frame, out NonceAccount? nonce) is { } fault)
            return fault;
        if (nonce is null)
            return InstructionErrorKind.InvalidAccountData;
        if (!Signs(frame, nonce.Authority))
            return InstructionErrorKind.MissingRequiredSignature;
        Hash256 next = DurableNonce.ValueOf(frame.Transaction.Blockhash);
        return nonce.Value == next
            ? SystemError.NonceBlockhashNotExpired
            : frame.WriteData(Nonce, 0, DurableNonce.Encode(nonce.Authority, next));
    }

    private static InstructionFault? InitializeNonce(InstructionFrame frame, ReadOnlySpan<byte> arguments)
    {
        const int Blockhashes = 1;
        if (arguments.Length < PublicKey.Size)
            return InstructionErrorKind.InvalidInstructionData;
        if (frame.AccountCount < 1)
            return InstructionErrorKind.MissingAccount;
        if (CheckSysvars(frame, Blockhashes) is { } missing)
            return missing;
        if (ReadNonce(frame, out NonceAccount? nonce) is { } fault)
            return fault;
        if (nonce is not null)
            return InstructionErrorKind.InvalidAccountData;
        LedgerAccount account = frame.Account(Nonce);
        if (account.Lamports < Rent.MinimumBalance(account.Data.Length))
            return InstructionErrorKind.InsufficientFunds;
        PublicKey authority = new(arguments[..PublicKey.Size]);
        return frame.WriteData(Nonce, 0, DurableNonce.Encode(authority, DurableNonce.ValueOf(frame.Transaction.Blockhash)));
    }

    private static InstructionFault? AuthorizeNonce(InstructionFrame frame, ReadOnlySpan<byte> arguments)
    {
        if (arguments.Length < PublicKey.Size)
            return InstructionErrorKind.InvalidInstructionData;
        if (frame.AccountCount < 1)
            return InstructionErrorKind.MissingAccount;
        if (ReadNonce(frame, out NonceAccount? nonce) is { } fault)
            return fault;
        if (nonce is null)
            return InstructionErrorKind.InvalidAccountData;
        return Signs(frame, nonce.Authority)
            ? frame.WriteData(Nonce, 0, DurableNonce.Encode(new PublicKey(arguments[..PublicKey.Size]), nonce.Value))
            : InstructionErrorKind.MissingRequiredSignature;
    }

    private static InstructionFault? WithdrawNonce(InstructionFrame frame, ReadOnlySpan<byte> arguments)
    {
        const int Recipient = 1;
        const int Blockhashes = 2;
        if (arguments.Length < sizeof(ulong))
            return InstructionErrorKind.InvalidInstructionData;
        if (frame.AccountCount < 2)
            return InstructionErrorKind.MissingAccount;
        if (CheckSysvars(frame, Blockhashes) is { } missing)
            return missing;
        if (ReadNonce(frame, out NonceAccount? nonce) is { } fault)
            return fault;

        ulong lamports = BinaryPrimitives.ReadUInt64LittleEndian(arguments);
        LedgerAccount account = frame.Account(Nonce);
        bool closes = nonce is not null && lamports == account.Lamports;
        if (closes && nonce!.Value == DurableNonce.ValueOf(frame.Transaction.Blockhash))
            return SystemError.NonceBlockhashNotExpired;
        ulong staying = nonce is null || closes ? 0 : Rent.MinimumBalance(account.Data.Length);
        if (lamports > account.Lamports || account.Lamports - lamports < staying)
            return InstructionErrorKind.InsufficientFunds;
        if (!Signs(frame, nonce?.Authority ?? account.Key))
            return InstructionErrorKind.MissingRequiredSignature;
        if (closes && frame.WriteData(Nonce, 0, DurableNonce.Uninitialized()) is { } refusal)
            return refusal;
        return Move(frame, Nonce, Recipient, lamports);
    }

    /// <summary>Reads the nonce; null where it has no value yet.</summary>
    private static InstructionFault? ReadNonce(InstructionFrame frame, out NonceAccount? nonce)
    {
        nonce = null;
        if (!frame.IsWritable(Nonce))
            return InstructionErrorKind.InvalidArgument;
        return DurableNonce.TryRead(frame.Account(Nonce), out nonce) ? null : InstructionErrorKind.InvalidAccountData;
    }

    /// <summary>The recent blockhashes, and the rent after them.</summary>
    private static InstructionFault? CheckSysvars(InstructionFrame frame, int blockhashes) =>
        CheckSysvar(frame, blockhashes, ProgramIds.RecentBlockhashesSysvar)
        ?? CheckSysvar(frame, blockhashes + 1, ProgramIds.RentSysvar);

    private static InstructionFault? CheckSysvar(InstructionFrame frame, int account, PublicKey sysvar)
    {
        if (frame.AccountCount <= account)
            return InstructionErrorKind.MissingAccount;
        return frame.Key(account) == sysvar ? null : InstructionErrorKind.InvalidArgument;
    }
}
