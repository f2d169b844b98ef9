using System.Buffers.Binary;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Transactions;

/// <summary>Instructions of the compute budget program.</summary>
/// <remarks>Source: solana_compute_budget_interface::ComputeBudgetInstruction: one byte, then the argument.</remarks>
public static class ComputeBudgetInstructions
{
    /// <summary>The most compute units of a transaction; a higher limit counts as this one.</summary>
    public const uint MaximumComputeUnits = 1_400_000;

    internal const byte RequestHeapFrameNumber = 1;
    internal const byte SetComputeUnitLimitNumber = 2;
    internal const byte SetComputeUnitPriceNumber = 3;
    internal const byte SetLoadedAccountsDataSizeLimitNumber = 4;

    /// <summary>What an instruction of this program itself uses, in compute units.</summary>
    internal const uint OwnComputeUnits = 150;

    /// <summary>Limits the compute units of the transaction.</summary>
    /// <param name="units">At most <see cref="MaximumComputeUnits"/> count.</param>
    public static Instruction SetComputeUnitLimit(uint units) => WithUInt32(SetComputeUnitLimitNumber, units);

    /// <summary>Bids a priority fee.</summary>
    /// <param name="microLamports">Millionths of a lamport per compute unit of the limit.</param>
    public static Instruction SetComputeUnitPrice(ulong microLamports)
    {
        byte[] data = new byte[1 + sizeof(ulong)];
        data[0] = SetComputeUnitPriceNumber;
        BinaryPrimitives.WriteUInt64LittleEndian(data.AsSpan(1), microLamports);
        return new Instruction(ProgramIds.ComputeBudget, [], data);
    }

    /// <summary>Limits the data of all accounts that the transaction loads, programs included. The scheduler charges for the
    /// limit.</summary>
    /// <param name="bytes">At least 1; 64 MiB where none is set.</param>
    public static Instruction SetLoadedAccountsDataSizeLimit(uint bytes) => WithUInt32(SetLoadedAccountsDataSizeLimitNumber, bytes);

    /// <summary>Asks for a larger heap for each program.</summary>
    /// <param name="bytes">A multiple of 1,024, from 32,768 to 262,144.</param>
    public static Instruction RequestHeapFrame(uint bytes) => WithUInt32(RequestHeapFrameNumber, bytes);

    private static Instruction WithUInt32(byte number, uint value)
    {
        byte[] data = new byte[1 + sizeof(uint)];
        data[0] = number;
        BinaryPrimitives.WriteUInt32LittleEndian(data.AsSpan(1), value);
        return new Instruction(ProgramIds.ComputeBudget, [], data);
    }
}
