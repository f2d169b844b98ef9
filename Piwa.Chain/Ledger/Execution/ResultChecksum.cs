using Piwa.Chain.Rpc;
using Piwa.Chain.Storage;

namespace Piwa.Chain.Ledger.Execution;

/// <summary>A checksum over what transactions came to, so that a replay that comes to something else is noticed.</summary>
internal static class ResultChecksum
{
    public static uint Extend(uint checksum, TransactionResult result)
    {
        TransactionError? error = result.Error;
        checksum = Crc32C.Extend(checksum, result.Fee);
        checksum = Crc32C.Extend(checksum, error is null ? 0 : (ulong)error.Kind + 1);
        checksum = Crc32C.Extend(checksum, Pack(error?.InstructionIndex, (int?)error?.InstructionError));
        checksum = Crc32C.Extend(checksum, Pack((int?)error?.CustomCode, error?.AccountIndex));
        for (int i = 0; i < result.InnerInstructions.Count; i++)
            checksum = Crc32C.Extend(checksum, result.InnerInstructions[i].Data.Span);
        return checksum;
    }

    private static ulong Pack(int? high, int? low) => ((ulong)(uint)(high ?? -1) << 32) | (uint)(low ?? -1);
}
