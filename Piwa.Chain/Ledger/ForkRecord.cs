using System.Buffers.Binary;
using Piwa.Chain.Storage;

namespace Piwa.Chain.Ledger;

/// <summary>A record of the log that takes back what stands before it.</summary>
/// <remarks>Layout of the body: u64 slot in which it happened, u32 number of the new fork, u32 mark in place of a batch's count, u64 first
/// slot that was abandoned.</remarks>
/// <param name="Slot">The slot in which it happened.</param>
/// <param name="Number">The number of the new fork; they rise.</param>
/// <param name="FirstSlot">The first slot that was abandoned; all transactions from it on are undone.</param>
internal readonly record struct ForkRecord(ulong Slot, uint Number, ulong FirstSlot)
{
    private const uint Mark = uint.MaxValue;
    private const int FirstSlotOffset = LedgerRecordWriter.HeadBytes;
    private const int Size = FirstSlotOffset + sizeof(ulong);

    /// <summary>The record, with room for the log's head in front.</summary>
    public byte[] Encode()
    {
        byte[] frame = new byte[LogFrame.HeadBytes + Size];
        Span<byte> body = frame.AsSpan(LogFrame.HeadBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(body, Slot);
        BinaryPrimitives.WriteUInt32LittleEndian(body[LedgerRecordWriter.ChecksumOffset..], Number);
        BinaryPrimitives.WriteUInt32LittleEndian(body[LedgerRecordWriter.CountOffset..], Mark);
        BinaryPrimitives.WriteUInt64LittleEndian(body[FirstSlotOffset..], FirstSlot);
        return frame;
    }

    /// <summary>Reads a record, if it is one of these.</summary>
    public static bool TryParse(ReadOnlySpan<byte> body, out ForkRecord record)
    {
        record = default;
        if (body.Length != Size || BinaryPrimitives.ReadUInt32LittleEndian(body[LedgerRecordWriter.CountOffset..]) != Mark)
            return false;
        record = new ForkRecord(
            BinaryPrimitives.ReadUInt64LittleEndian(body),
            BinaryPrimitives.ReadUInt32LittleEndian(body[LedgerRecordWriter.ChecksumOffset..]),
            BinaryPrimitives.ReadUInt64LittleEndian(body[FirstSlotOffset..]));
        return true;
    }
}
