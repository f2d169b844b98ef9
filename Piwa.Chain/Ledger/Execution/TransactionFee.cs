using System.Buffers.Binary;
using Piwa.Chain.Keys;
using Piwa.Chain.Rpc;
using Piwa.Chain.Transactions;

namespace Piwa.Chain.Ledger.Execution;

/// <summary>What a transaction pays: a fee per signature, and a priority fee for the compute units it asks for.</summary>
/// <remarks>
/// The ledger meters no compute units; it reads the limit for the sake of the fee. Sources: solana_fee_structure,
/// solana_compute_budget_instruction, and SIMD-0170 for what the limit is where none is set.
/// </remarks>
internal static class TransactionFee
{
    public const ulong LamportsPerSignature = 5_000;
    private const ulong MicroLamportsPerLamport = 1_000_000;
    private const uint ProgramComputeUnits = 200_000;
    private const uint BuiltinComputeUnits = 3_000;

    /// <summary>Computes the fee, or says which compute budget instruction makes no sense.</summary>
    /// <param name="message">The message.</param>
    /// <param name="fee">The fee in lamports.</param>
    /// <param name="microLamportsPerUnit">The price that the message offers for a compute unit.</param>
    public static TransactionError? TryCompute(Message message, out ulong fee, out ulong microLamportsPerUnit)
    {
        fee = 0;
        microLamportsPerUnit = 0;
        ulong units = 0;
        uint? limit = null;
        ulong? price = null;
        byte seen = 0;
        ReadOnlySpan<CompiledInstruction> instructions = message.InstructionSpan;
        for (int i = 0; i < instructions.Length; i++)
        {
            PublicKey program = message.AccountKeySpan[instructions[i].ProgramIndex];
            bool isBudget = program == ProgramIds.ComputeBudget;
            units += isBudget || program == ProgramIds.System ? BuiltinComputeUnits : ProgramComputeUnits;
            if (!isBudget)
                continue;

            ReadOnlySpan<byte> data = instructions[i].Data.Span;
            if (!IsValid(data))
                return TransactionError.ForInstruction(i, InstructionErrorKind.InvalidInstructionData);
            byte flag = (byte)(1 << data[0]);
            if ((seen & flag) != 0)
                return new TransactionError(TransactionErrorKind.DuplicateInstruction) { InstructionIndex = i };
            seen |= flag;
            if (data[0] == ComputeBudgetInstructions.SetComputeUnitLimitNumber)
                limit = BinaryPrimitives.ReadUInt32LittleEndian(data[1..]);
            else if (data[0] == ComputeBudgetInstructions.SetComputeUnitPriceNumber)
                price = BinaryPrimitives.ReadUInt64LittleEndian(data[1..]);
        }

        microLamportsPerUnit = price ?? 0;
        UInt128 priced = (UInt128)microLamportsPerUnit * Math.Min(limit ?? units, ComputeBudgetInstructions.MaximumComputeUnits);
        UInt128 priority = (priced + MicroLamportsPerLamport - 1) / MicroLamportsPerLamport;
        UInt128 total = priority + (LamportsPerSignature * message.Header.RequiredSignatureCount);
        fee = total > ulong.MaxValue ? ulong.MaxValue : (ulong)total;
        return null;
    }

    /// <summary>A number and its argument, of the width that belongs to the number.</summary>
    private static bool IsValid(ReadOnlySpan<byte> data) => !data.IsEmpty && data.Length - 1 >= data[0] switch
    {
        ComputeBudgetInstructions.RequestHeapFrameNumber => sizeof(uint),
        ComputeBudgetInstructions.SetComputeUnitLimitNumber => sizeof(uint),
        ComputeBudgetInstructions.SetComputeUnitPriceNumber => sizeof(ulong),
        ComputeBudgetInstructions.SetLoadedAccountsDataSizeLimitNumber => sizeof(uint),
        _ => int.MaxValue,
    };
}
