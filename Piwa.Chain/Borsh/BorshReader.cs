using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Borsh;

/// <summary>Reads Borsh (borsh.io): little-endian numbers, an option as a byte and a value, a list as a 32-bit count and its
/// items.</summary>
/// <remarks>Every read names its field, for the error; every count is checked against the bytes that are left before it is used.</remarks>
internal ref struct BorshReader(ReadOnlySpan<byte> bytes, string subject)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private readonly string _subject = subject;

    public int Position { get; private set; }

    /// <summary>What has not been read.</summary>
    public readonly ReadOnlySpan<byte> Rest => _bytes[Position..];

    public byte ReadByte(string field) => Take(1, field)[0];

    public ushort ReadUInt16(string field) => BinaryPrimitives.ReadUInt16LittleEndian(Take(sizeof(ushort), field));

    public uint ReadUInt32(string field) => BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint), field));

    public ulong ReadUInt64(string field) => BinaryPrimitives.ReadUInt64LittleEndian(Take(sizeof(ulong), field));

    public PublicKey ReadKey(string field) => new(Take(PublicKey.Size, field));

    public Hash256 ReadHash(string field) => new(Take(Hash256.Size, field));

    /// <summary>A byte that must be 0 or 1: a bool, or whether an option has a value.</summary>
    public bool ReadFlag(string field)
    {
        byte value = ReadByte(field);
        return value <= 1 ? value == 1 : throw Invalid(field, $"is {value}, where 0 or 1 must stand");
    }

    /// <summary>A byte that numbers one of so many variants.</summary>
    public byte ReadVariant(int variantCount, string field)
    {
        byte value = ReadByte(field);
        return value < variantCount ? value : throw Invalid(field, $"is variant {value} of {variantCount}");
    }

    public int ReadCount(int itemBytes, string field)
    {
        uint count = ReadUInt32(field);
        int most = (_bytes.Length - Position) / itemBytes;
        return count <= most ? (int)count : throw Invalid(field, $"claims {count} items, where {most} can follow");
    }

    public string ReadString(string field) => Encoding.UTF8.GetString(ReadText(field));

    /// <summary>A text where it lies, as UTF-8.</summary>
    public ReadOnlySpan<byte> ReadText(string field)
    {
        ReadOnlySpan<byte> text = Take(ReadCount(1, field), field);
        return Utf8.IsValid(text) ? text : throw Invalid(field, "is not valid UTF-8");
    }

    public ReadOnlySpan<byte> Take(int count, string field)
    {
        if (count > _bytes.Length - Position)
            throw Invalid(field, $"needs {count} bytes, where {_bytes.Length - Position} are left");
        ReadOnlySpan<byte> slice = _bytes.Slice(Position, count);
        Position += count;
        return slice;
    }

    public readonly WireFormatException Invalid(string field, string problem) =>
        new($"{_subject}: {field} at byte {Position} {problem}.");
}
