using System.Buffers.Binary;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Transactions;

/// <summary>Instructions of the compute budget program.</summary>
/// <remarks>Source: solana_compute_budget_interface::ComputeBudgetInstruction: one byte, then the argument.</remarks>
public static class ComputeBudgetInstructions
{
    internal const byte RequestHeapFrameNumber = 1;
    internal const byte SetComputeUnitLimitNumber = 2;
    internal const byte SetComputeUnitPriceNumber = 3;
    internal const byte SetLoadedAccountsDataSizeLimitNumber = 4;

    /// <summary>Limits the compute units of the transaction.</summary>
    /// <param name="units">At most 1,400,000 count.</param>
    public static Instruction SetComputeUnitLimit(uint units)
    {
        byte[] data = new byte[1 + sizeof(uint)];
        data[0] = SetComputeUnitLimitNumber;
        BinaryPrimitives.WriteUInt32LittleEndian(data.AsSpan(1), units);
        return new Instruction(ProgramIds.ComputeBudget, [], data);
    }

    /// <summary>Bids a priority fee.</summary>
    /// <param name="microLamports">Millionths of a lamport per compute unit of the limit.</param>
    public static Instruction SetComputeUnitPrice(ulong microLamports)
    {
        byte[] data = new byte[1 + sizeof(ulong)];
        data[0] = SetComputeUnitPriceNumber;
        BinaryPrimitives.WriteUInt64LittleEndian(data.AsSpan(1), microLamports);
        return new Instruction(ProgramIds.ComputeBudget, [], data);
    }
}
