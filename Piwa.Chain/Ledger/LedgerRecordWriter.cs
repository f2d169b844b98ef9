using System.Buffers.Binary;
using Piwa.Chain.Storage;

namespace Piwa.Chain.Ledger;

/// <summary>Collects the transactions of a batch into one record of the log.</summary>
/// <remarks>Layout of the body: u64 slot, u32 checksum of the results, u32 count, then each transaction with a u16 length before
/// it.</remarks>
internal sealed class LedgerRecordWriter
{
    public const int ChecksumOffset = sizeof(ulong);
    public const int CountOffset = ChecksumOffset + sizeof(uint);
    public const int HeadBytes = CountOffset + sizeof(uint);
    public const int LengthBytes = sizeof(ushort);

    private const int InitialBytes = 64 * 1024;

    private byte[] _frame = new byte[InitialBytes];
    private int _end;

    /// <summary>Transactions so far.</summary>
    public int Count { get; private set; }

    public void Begin()
    {
        _end = LogFrame.HeadBytes + HeadBytes;
        Count = 0;
    }

    /// <summary>Adds a transaction.</summary>
    /// <returns>Where its bytes stand in the body.</returns>
    public int Add(ReadOnlySpan<byte> transaction)
    {
        if (_frame.Length - _end < LengthBytes + transaction.Length)
            Array.Resize(ref _frame, 2 * _frame.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(_frame.AsSpan(_end), (ushort)transaction.Length);
        transaction.CopyTo(_frame.AsSpan(_end + LengthBytes));
        int position = _end + LengthBytes - LogFrame.HeadBytes;
        _end += LengthBytes + transaction.Length;
        Count++;
        return position;
    }

    /// <summary>The record, with room for the log's head in front.</summary>
    public Span<byte> Finish(ulong slot, uint resultChecksum)
    {
        Span<byte> body = _frame.AsSpan(LogFrame.HeadBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(body, slot);
        BinaryPrimitives.WriteUInt32LittleEndian(body[ChecksumOffset..], resultChecksum);
        BinaryPrimitives.WriteUInt32LittleEndian(body[CountOffset..], (uint)Count);
        return _frame.AsSpan(.._end);
    }
}
