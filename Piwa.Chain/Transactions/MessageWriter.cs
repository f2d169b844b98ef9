using System.Buffers;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Transactions;

/// <summary>Writes a message's wire form.</summary>
internal static class MessageWriter
{
    /// <summary>The first byte of a version 0 message.</summary>
    private const byte Version0 = 0x80;

    public static byte[] Write(
        MessageVersion version,
        MessageHeader header,
        PublicKey[] accountKeys,
        Hash256 blockhash,
        CompiledInstruction[] instructions,
        AddressTableLookup[] lookups)
    {
        ArrayBufferWriter<byte> writer = new(Transaction.MaximumBytes);
        if (version == MessageVersion.V0)
            writer.Write([Version0]);
        writer.Write([header.RequiredSignatureCount, header.ReadOnlySignedCount, header.ReadOnlyUnsignedCount]);

        WriteLength(writer, accountKeys.Length);
        foreach (PublicKey key in accountKeys)
            writer.Write(PublicKey.AsSpan(in key));
        writer.Write(Hash256.AsSpan(in blockhash));

        WriteLength(writer, instructions.Length);
        foreach (CompiledInstruction instruction in instructions)
        {
            writer.Write([instruction.ProgramIndex]);
            WriteBytes(writer, instruction.AccountIndexes);
            WriteBytes(writer, instruction.Data);
        }

        if (version == MessageVersion.V0)
        {
            WriteLength(writer, lookups.Length);
            foreach (AddressTableLookup lookup in lookups)
            {
                writer.Write(lookup.TableKey.ToArray());
                WriteBytes(writer, lookup.WritableIndexes);
                WriteBytes(writer, lookup.ReadOnlyIndexes);
            }
        }

        return writer.WrittenSpan.ToArray();
    }

    private static void WriteBytes(ArrayBufferWriter<byte> writer, ReadOnlyMemory<byte> bytes)
    {
        WriteLength(writer, bytes.Length);
        writer.Write(bytes.Span);
    }

    private static void WriteLength(ArrayBufferWriter<byte> writer, int length) =>
        writer.Advance(CompactU16.Write(writer.GetSpan(CompactU16.MaximumLength), length));
}
