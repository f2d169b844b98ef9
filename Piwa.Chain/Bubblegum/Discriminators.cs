namespace Piwa.Chain.Bubblegum;

/// <summary>The first eight bytes of an instruction's data: SHA-256("global:" + its name), cut off.</summary>
internal static class Discriminators
{
    public const int Size = 8;

    public static ReadOnlySpan<byte> CreateTree => [165, 83, 136, 142, 89, 202, 47, 220];

    public static ReadOnlySpan<byte> MintV1 => [145, 98, 192, 118, 184, 147, 118, 104];

    /// <summary>Of the account: SHA-256("account:TreeConfig"), cut off.</summary>
    public static ReadOnlySpan<byte> TreeConfig => [0x7A, 0xF5, 0xAF, 0xF8, 0xAB, 0x22, 0x00, 0xCF];
}
