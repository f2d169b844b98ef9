using System.Diagnostics;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Transactions;

/// <summary>Writes a message's wire form.</summary>
internal static class MessageWriter
{
    /// <summary>The first byte of a version 0 message.</summary>
    private const byte Version0 = 0x80;

    private const int HeaderBytes = 3;

    public static byte[] Write(
        MessageVersion version,
        MessageHeader header,
        PublicKey[] accountKeys,
        Hash256 blockhash,
        CompiledInstruction[] instructions,
        AddressTableLookup[] lookups)
    {
        byte[] bytes = new byte[SizeOf(version, accountKeys, instructions, lookups)];
        Span<byte> rest = bytes;
        if (version == MessageVersion.V0)
            Put(ref rest, [Version0]);
        Put(ref rest, [header.RequiredSignatureCount, header.ReadOnlySignedCount, header.ReadOnlyUnsignedCount]);

        PutLength(ref rest, accountKeys.Length);
        foreach (ref readonly PublicKey key in accountKeys.AsSpan())
            Put(ref rest, PublicKey.AsSpan(in key));
        Put(ref rest, Hash256.AsSpan(in blockhash));

        PutLength(ref rest, instructions.Length);
        foreach (ref readonly CompiledInstruction instruction in instructions.AsSpan())
        {
            Put(ref rest, [instruction.ProgramIndex]);
            PutCounted(ref rest, instruction.AccountIndexes.Span);
            PutCounted(ref rest, instruction.Data.Span);
        }

        if (version == MessageVersion.V0)
        {
            PutLength(ref rest, lookups.Length);
            foreach (AddressTableLookup lookup in lookups)
            {
                PublicKey table = lookup.TableKey;
                Put(ref rest, PublicKey.AsSpan(in table));
                PutCounted(ref rest, lookup.WritableIndexes.Span);
                PutCounted(ref rest, lookup.ReadOnlyIndexes.Span);
            }
        }

        Debug.Assert(rest.IsEmpty, "The size is what is written.");
        return bytes;
    }

    private static int SizeOf(
        MessageVersion version, PublicKey[] accountKeys, CompiledInstruction[] instructions, AddressTableLookup[] lookups)
    {
        int size = HeaderBytes + CompactU16.LengthOf(accountKeys.Length) + (accountKeys.Length * PublicKey.Size) + Hash256.Size
            + CompactU16.LengthOf(instructions.Length);
        foreach (ref readonly CompiledInstruction instruction in instructions.AsSpan())
            size += 1 + CountedSize(instruction.AccountIndexes) + CountedSize(instruction.Data);
        if (version == MessageVersion.Legacy)
            return size;
        size += 1 + CompactU16.LengthOf(lookups.Length);
        foreach (AddressTableLookup lookup in lookups)
            size += PublicKey.Size + CountedSize(lookup.WritableIndexes) + CountedSize(lookup.ReadOnlyIndexes);
        return size;
    }

    private static int CountedSize(ReadOnlyMemory<byte> bytes) => CompactU16.LengthOf(bytes.Length) + bytes.Length;

    private static void PutCounted(ref Span<byte> rest, ReadOnlySpan<byte> bytes)
    {
        PutLength(ref rest, bytes.Length);
        Put(ref rest, bytes);
    }

    private static void PutLength(ref Span<byte> rest, int length) => rest = rest[CompactU16.Write(rest, length)..];

    private static void Put(ref Span<byte> rest, scoped ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(rest);
        rest = rest[bytes.Length..];
    }
}
