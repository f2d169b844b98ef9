using System.Buffers.Binary;
using System.Numerics;

namespace Piwa.Chain.Storage;

/// <summary>CRC-32C (Castagnoli), which finds every change within 32 bits in a row, and every one of up to three bits in a
/// record.</summary>
internal static class Crc32C
{
    /// <summary>What a checksum starts from.</summary>
    public const uint Seed = uint.MaxValue;

    public static uint Compute(ReadOnlySpan<byte> bytes) => ~Extend(Seed, bytes);

    public static uint Extend(uint checksum, ulong value) => BitOperations.Crc32C(checksum, value);

    public static uint Extend(uint checksum, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= sizeof(ulong))
        {
            checksum = BitOperations.Crc32C(checksum, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (byte value in bytes)
            checksum = BitOperations.Crc32C(checksum, value);
        return checksum;
    }
}
