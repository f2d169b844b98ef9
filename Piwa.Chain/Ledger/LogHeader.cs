using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Piwa.Chain.Hashing;
using Piwa.Chain.Storage;

namespace Piwa.Chain.Ledger;

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

    /// <summary>What the logs of ledgers have in common.</summary>
    public static LogKind Kind { get; } = new(Size, problem => new LedgerCorruptedException(problem));

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

    /// <summary>Reads the head of a log.</summary>
    /// <param name="bytes">The head.</param>
    /// <param name="log">What to call the log.</param>
    /// <exception cref="LedgerCorruptedException">It is not the head of a ledger that this version knows.</exception>
    public static LogHeader Parse(ReadOnlySpan<byte> bytes, string log)
    {
        if (bytes.Length < Size || !bytes.StartsWith(Magic))
            throw Unreadable(log, "it does not start like a ledger");
        uint format = BinaryPrimitives.ReadUInt32LittleEndian(bytes[FormatOffset..]);
        if (format != Format)
            throw Unreadable(log, $"it is of format {format}, and this version knows format {Format} only");
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[ChecksumOffset..]) != Crc32C.Compute(bytes[..ChecksumOffset]))
            throw Unreadable(log, "its head is damaged");

        uint slotMilliseconds = BinaryPrimitives.ReadUInt32LittleEndian(bytes[SlotOffset..]);
        long genesis = BinaryPrimitives.ReadInt64LittleEndian(bytes[GenesisOffset..]);
        ReadOnlySpan<byte> name = bytes.Slice(NameOffset, MaximumNameBytes).TrimEnd((byte)0);
        if (slotMilliseconds == 0 || genesis < 0 || genesis > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
            throw Unreadable(log, "its head makes no sense");
        return new LogHeader(
            Encoding.UTF8.GetString(name), TimeSpan.FromMilliseconds(slotMilliseconds), DateTimeOffset.FromUnixTimeMilliseconds(genesis));
    }

    private static LedgerCorruptedException Unreadable(string log, string problem) =>
        new($"'{log}' cannot be opened: {problem}. Restore it from a backup.");
}
