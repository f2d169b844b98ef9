using System.Buffers.Binary;

namespace Piwa.Chain.Ledger;

/// <summary>Reads what <see cref="LedgerRecordWriter"/> wrote. The log has checked that the bytes are intact.</summary>
internal ref struct LedgerRecordReader
{
    private readonly ReadOnlySpan<byte> _body;
    private readonly uint _count;
    private uint _read;
    private int _position;

    public LedgerRecordReader(ReadOnlySpan<byte> body)
    {
        if (body.Length < LedgerRecordWriter.HeadBytes)
            throw new LedgerCorruptedException($"A record of {body.Length} bytes is too short to hold transactions.");
        _body = body;
        _count = BinaryPrimitives.ReadUInt32LittleEndian(body[LedgerRecordWriter.CountOffset..]);
        _position = LedgerRecordWriter.HeadBytes;
        Slot = BinaryPrimitives.ReadUInt64LittleEndian(body);
        ResultChecksum = BinaryPrimitives.ReadUInt32LittleEndian(body[LedgerRecordWriter.ChecksumOffset..]);
    }

    public ulong Slot { get; }

    public uint ResultChecksum { get; }

    /// <summary>Whether every transaction has been read, and nothing follows them.</summary>
    public readonly bool IsAtEnd => _read == _count && _position == _body.Length;

    public bool TryReadTransaction(out ReadOnlySpan<byte> transaction, out int position)
    {
        transaction = default;
        position = _position + LedgerRecordWriter.LengthBytes;
        if (_read == _count || position > _body.Length)
            return false;
        int length = BinaryPrimitives.ReadUInt16LittleEndian(_body[_position..]);
        if (length > _body.Length - position)
            return false;
        transaction = _body.Slice(position, length);
        _position = position + length;
        _read++;
        return true;
    }
}
