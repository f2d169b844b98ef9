using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Piwa.Chain.Hashing;

namespace Piwa.Chain.Ledger.Log;

/// <summary>The head of a ledger's log: what makes this ledger different from all others.</summary>
/// <remarks>Layout: "PIWALEDG", u32 format, u32 slot duration in ms, i64 start in Unix ms, 32 bytes of name, u32 CRC-32C of all
/// before.</remarks>
internal sealed record LogHeader(string Name, TimeSpan SlotDuration, DateTimeOffset Genesis)
{
    /// <summary>The longest name, in bytes of UTF-8.</summary>
    public const int MaximumNameBytes = 32;

    /// <summary>Length of the head in bytes.</summary>
    public const int Size = ChecksumOffset + sizeof(uint);

    private const uint Format = 1;
    private const int FormatOffset = 8;
    private const int SlotOffset = FormatOffset + sizeof(uint);
    private const int GenesisOffset = SlotOffset + sizeof(uint);
    private const int NameOffset = GenesisOffset + sizeof(long);
    private const int ChecksumOffset = NameOffset + MaximumNameBytes;

    private static ReadOnlySpan<byte> Magic => "PIWALEDG"u8;

    /// <summary>The hash that the ledger's blockhashes descend from.</summary>
    public Hash256 GenesisHash
    {
        get
        {
            Span<byte> hash = stackalloc byte[Hash256.Size];
            SHA256.HashData(Encode(), hash);
            return new Hash256(hash);
        }
    }

    public byte[] Encode()
    {
        byte[] bytes = new byte[Size];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(FormatOffset), Format);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(SlotOffset), (uint)SlotDuration.TotalMilliseconds);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(GenesisOffset), Genesis.ToUnixTimeMilliseconds());
        Encoding.UTF8.GetBytes(Name, bytes.AsSpan(NameOffset, MaximumNameBytes));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(ChecksumOffset), Crc32C.Compute(bytes.AsSpan(..ChecksumOffset)));
        return bytes;
    }

    /// <summary>Reads a head, or says what is wrong with it.</summary>
    public static string? TryParse(ReadOnlySpan<byte> bytes, out LogHeader? header)
    {
        header = null;
        if (bytes.Length < Size || !bytes.StartsWith(Magic))
            return "it does not start like a ledger";
        uint format = BinaryPrimitives.ReadUInt32LittleEndian(bytes[FormatOffset..]);
        if (format != Format)
            return $"it is of format {format}, and this version knows format {Format} only";
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[ChecksumOffset..]) != Crc32C.Compute(bytes[..ChecksumOffset]))
            return "its head is damaged";

        uint slotMilliseconds = BinaryPrimitives.ReadUInt32LittleEndian(bytes[SlotOffset..]);
        long genesis = BinaryPrimitives.ReadInt64LittleEndian(bytes[GenesisOffset..]);
        ReadOnlySpan<byte> name = bytes.Slice(NameOffset, MaximumNameBytes).TrimEnd((byte)0);
        if (slotMilliseconds == 0 || genesis < 0 || genesis > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
            return "its head makes no sense";
        header = new LogHeader(
            Encoding.UTF8.GetString(name), TimeSpan.FromMilliseconds(slotMilliseconds), DateTimeOffset.FromUnixTimeMilliseconds(genesis));
        return null;
    }
}
