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

    /// <summary>Bytes that a message takes.</summary>
    public static int SizeOf(MessageVersion version, MessageLayout layout, IReadOnlyList<Instruction> instructions)
    {
        int size = KeysOffset(version, layout.Keys.Length) + (layout.Keys.Length * PublicKey.Size) + Hash256.Size
            + CompactU16.LengthOf(instructions.Count);
        for (int i = 0; i < instructions.Count; i++)
        {
            int accounts = instructions[i].AccountSpan.Length;
            size += 1 + CompactU16.LengthOf(accounts) + accounts + CountedSize(instructions[i].Data);
        }

        if (version == MessageVersion.Legacy)
            return size;
        size += CompactU16.LengthOf(layout.Lookups.Length);
        foreach (AddressTableLookup lookup in layout.Lookups)
            size += PublicKey.Size + CountedSize(lookup.WritableIndexes) + CountedSize(lookup.ReadOnlyIndexes);
        return size;
    }

    /// <summary>Where a message's accounts begin.</summary>
    public static int KeysOffset(MessageVersion version, int keyCount) =>
        (version == MessageVersion.V0 ? 1 : 0) + HeaderBytes + CompactU16.LengthOf(keyCount);

    /// <summary>Writes a message.</summary>
    /// <param name="version">Its version.</param>
    /// <param name="layout">How its accounts stand.</param>
    /// <param name="instructions">The instructions that were arranged.</param>
    /// <param name="blockhash">The blockhash.</param>
    /// <param name="destination">As many bytes as <see cref="SizeOf"/> says.</param>
    public static void Write(
        MessageVersion version,
        MessageLayout layout,
        IReadOnlyList<Instruction> instructions,
        Hash256 blockhash,
        Span<byte> destination)
    {
        Span<byte> rest = destination;
        MessageHeader header = layout.Header;
        if (version == MessageVersion.V0)
            Put(ref rest, [Version0]);
        Put(ref rest, [header.RequiredSignatureCount, header.ReadOnlySignedCount, header.ReadOnlyUnsignedCount]);

        PutLength(ref rest, layout.Keys.Length);
        foreach (ref readonly PublicKey key in layout.Keys)
            Put(ref rest, PublicKey.AsSpan(in key));
        Put(ref rest, Hash256.AsSpan(in blockhash));

        PutLength(ref rest, instructions.Count);
        ReadOnlySpan<byte> numbers = layout.Numbers;
        for (int i = 0; i < instructions.Count; i++)
        {
            int end = 1 + instructions[i].AccountSpan.Length;
            Put(ref rest, numbers[..1]);
            PutCounted(ref rest, numbers[1..end]);
            PutCounted(ref rest, instructions[i].Data.Span);
            numbers = numbers[end..];
        }

        if (version == MessageVersion.V0)
        {
            PutLength(ref rest, layout.Lookups.Length);
            foreach (AddressTableLookup lookup in layout.Lookups)
            {
                PublicKey table = lookup.TableKey;
                Put(ref rest, PublicKey.AsSpan(in table));
                PutCounted(ref rest, lookup.WritableIndexes.Span);
                PutCounted(ref rest, lookup.ReadOnlyIndexes.Span);
            }
        }

        Debug.Assert(rest.IsEmpty, "The size is what is written.");
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
