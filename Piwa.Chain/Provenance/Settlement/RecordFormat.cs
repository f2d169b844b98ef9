using System.Buffers.Binary;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Provenance.Settlement;

/// <summary>The bytes of a file of upload records: a magic, records that sort as their bytes do, and an end that counts and checks them.</summary>
internal static class RecordFormat
{
    public const int RecordBytes = Hash256.Size + sizeof(long) + sizeof(long) + sizeof(byte) + PublicKey.Size;

    /// <summary>The number of records, then the CRC-32C of all bytes before it.</summary>
    public const int EndBytes = sizeof(ulong) + sizeof(uint);

    private const int CampaignOffset = Hash256.Size;
    private const int AssetOffset = CampaignOffset + sizeof(long);
    private const int KindOffset = AssetOffset + sizeof(long);
    private const int WalletOffset = KindOffset + sizeof(byte);

    public static ReadOnlySpan<byte> Magic => "PIWAREC1"u8;

    public static void Write(Span<byte> bytes, in UploadRecord record)
    {
        record.Hash.CopyTo(bytes);
        BinaryPrimitives.WriteInt64BigEndian(bytes[CampaignOffset..], record.Campaign);
        BinaryPrimitives.WriteInt64BigEndian(bytes[AssetOffset..], record.Asset);
        bytes[KindOffset] = (byte)record.Kind;
        record.Wallet.CopyTo(bytes[WalletOffset..]);
    }

    public static UploadRecord Read(ReadOnlySpan<byte> bytes) => new(
        new Hash256(bytes[..Hash256.Size]),
        BinaryPrimitives.ReadInt64BigEndian(bytes[CampaignOffset..]),
        BinaryPrimitives.ReadInt64BigEndian(bytes[AssetOffset..]),
        (ContentKind)bytes[KindOffset],
        new PublicKey(bytes.Slice(WalletOffset, PublicKey.Size)));
}
