using Piwa.Chain.Keys;

namespace Piwa.Chain.Transactions;

/// <summary>Reads a message front to back; everything it returns is a slice of the bytes it was given.</summary>
internal struct MessageReader(ReadOnlyMemory<byte> bytes)
{
    private readonly ReadOnlyMemory<byte> _bytes = bytes;

    public int Position { get; private set; }

    public readonly bool IsAtEnd => Position == _bytes.Length;

    public readonly byte Peek() => Position < _bytes.Length ? _bytes.Span[Position] : throw EndsIn("its first byte");

    public byte ReadByte(string field) => ReadBytes(1, field).Span[0];

    public int ReadLength(string field)
    {
        if (!CompactU16.TryRead(_bytes.Span[Position..], out int value, out int length))
            throw new WireFormatException($"The length of {field} at byte {Position} is not a compact 16-bit number.");
        Position += length;
        return value;
    }

    public ReadOnlyMemory<byte> ReadBytes(int count, string field)
    {
        if (count > _bytes.Length - Position)
            throw EndsIn(field);
        ReadOnlyMemory<byte> slice = _bytes.Slice(Position, count);
        Position += count;
        return slice;
    }

    public PublicKey ReadKey(string field) => new(ReadBytes(PublicKey.Size, field).Span);

    private readonly WireFormatException EndsIn(string field) =>
        new($"The bytes end at {_bytes.Length}, inside {field} that starts at {Position}.");
}
