using System.Security.Cryptography;
using System.Text;

namespace Piwa.Chain.Bubblegum;

/// <summary>The first eight bytes of an instruction's data: SHA-256("global:" + its name), cut off.</summary>
internal static class Discriminators
{
    public const int Size = 8;

    public static ReadOnlySpan<byte> CreateTree => [165, 83, 136, 142, 89, 202, 47, 220];

    public static ReadOnlySpan<byte> CreateTreeV2 => [55, 99, 95, 215, 142, 203, 227, 205];

    public static ReadOnlySpan<byte> MintV1 => [145, 98, 192, 118, 184, 147, 118, 104];

    public static ReadOnlySpan<byte> MintToCollectionV1 => [153, 18, 178, 47, 197, 158, 86, 15];

    public static ReadOnlySpan<byte> MintV2 => [120, 121, 23, 146, 173, 110, 199, 205];

    public static ReadOnlySpan<byte> Transfer => [163, 52, 200, 231, 140, 3, 69, 186];

    public static ReadOnlySpan<byte> TransferV2 => [119, 40, 6, 235, 234, 221, 248, 49];

    public static ReadOnlySpan<byte> Burn => [116, 110, 29, 56, 107, 219, 42, 93];

    public static ReadOnlySpan<byte> BurnV2 => [115, 210, 34, 240, 232, 143, 183, 16];

    public static ReadOnlySpan<byte> Delegate => [90, 147, 75, 178, 85, 88, 4, 137];

    public static ReadOnlySpan<byte> DelegateV2 => [95, 87, 125, 140, 181, 131, 128, 227];

    public static ReadOnlySpan<byte> DelegateAndFreezeV2 => [17, 229, 35, 218, 190, 241, 250, 123];

    public static ReadOnlySpan<byte> ThawAndRevokeV2 => [86, 214, 190, 37, 167, 4, 28, 116];

    public static ReadOnlySpan<byte> FreezeV2 => [200, 151, 244, 102, 16, 195, 255, 3];

    public static ReadOnlySpan<byte> ThawV2 => [96, 133, 101, 93, 82, 220, 146, 191];

    public static ReadOnlySpan<byte> SetNonTransferableV2 => [181, 141, 206, 58, 242, 199, 152, 168];

    public static ReadOnlySpan<byte> VerifyCreator => [52, 17, 96, 132, 71, 4, 85, 194];

    public static ReadOnlySpan<byte> UnverifyCreator => [107, 178, 57, 39, 105, 115, 112, 152];

    public static ReadOnlySpan<byte> VerifyCreatorV2 => [85, 138, 140, 42, 22, 241, 118, 102];

    public static ReadOnlySpan<byte> UnverifyCreatorV2 => [174, 112, 29, 142, 230, 100, 239, 7];

    public static ReadOnlySpan<byte> VerifyCollection => [56, 113, 101, 253, 79, 55, 122, 169];

    public static ReadOnlySpan<byte> UnverifyCollection => [250, 251, 42, 106, 41, 137, 186, 168];

    public static ReadOnlySpan<byte> SetAndVerifyCollection => [235, 242, 121, 216, 158, 234, 180, 234];

    public static ReadOnlySpan<byte> SetCollectionV2 => [229, 35, 61, 91, 15, 14, 99, 160];

    public static ReadOnlySpan<byte> UpdateMetadata => [170, 182, 43, 239, 97, 78, 225, 186];

    public static ReadOnlySpan<byte> UpdateMetadataV2 => [43, 103, 89, 42, 121, 242, 62, 72];

    public static ReadOnlySpan<byte> SetTreeDelegate => [253, 118, 66, 37, 190, 49, 154, 102];

    public static ReadOnlySpan<byte> SetDecompressibleState => [82, 104, 152, 6, 149, 111, 100, 13];

    public static ReadOnlySpan<byte> CollectV2 => [21, 11, 159, 47, 4, 195, 106, 56];

    public static ReadOnlySpan<byte> CloseTreeV2 => [45, 172, 6, 94, 28, 90, 157, 70];

    /// <summary>Of the account: SHA-256("account:TreeConfig"), cut off.</summary>
    public static ReadOnlySpan<byte> TreeConfig => [0x7A, 0xF5, 0xAF, 0xF8, 0xAB, 0x22, 0x00, 0xCF];

    /// <summary>That of an instruction that has no place of its own here.</summary>
    public static byte[] Of(string name) => SHA256.HashData(Encoding.ASCII.GetBytes($"global:{name}"))[..Size];
}
