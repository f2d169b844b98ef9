using System.Buffers.Binary;
using System.Text;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Borsh;

/// <summary>Writes Borsh (borsh.io) into a buffer that is known to be large enough.</summary>
internal ref struct BorshWriter(Span<byte> destination)
{
    private readonly Span<byte> _destination = destination;

    public int Position { get; private set; }

    public void WriteByte(byte value) => _destination[Position++] = value;

    public void WriteFlag(bool value) => WriteByte(value ? (byte)1 : (byte)0);

    public void WriteUInt16(ushort value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(_destination[Position..], value);
        Position += sizeof(ushort);
    }

    public void WriteUInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_destination[Position..], value);
        Position += sizeof(uint);
    }

    public void WriteUInt64(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_destination[Position..], value);
        Position += sizeof(ulong);
    }

    public void WriteBytes(scoped ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_destination[Position..]);
        Position += bytes.Length;
    }

    public void WriteKey(in PublicKey key) => WriteBytes(PublicKey.AsSpan(in key));

    public void WriteHash(in Hash256 hash) => WriteBytes(Hash256.AsSpan(in hash));

    public void WriteText(ReadOnlySpan<byte> utf8)
    {
        WriteUInt32((uint)utf8.Length);
        WriteBytes(utf8);
    }

    public void WriteString(string text)
    {
        int length = Encoding.UTF8.GetBytes(text, _destination[(Position + sizeof(uint))..]);
        WriteUInt32((uint)length);
        Position += length;
    }
}
