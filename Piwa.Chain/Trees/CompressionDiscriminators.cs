namespace Piwa.Chain.Trees;

/// <summary>The first eight bytes of an instruction's data: SHA-256("global:" + its name), cut off. The same in both programs.</summary>
internal static class CompressionDiscriminators
{
    public const int Size = 8;

    public static ReadOnlySpan<byte> InitEmptyMerkleTree => [191, 11, 119, 7, 180, 107, 220, 110];

    public static ReadOnlySpan<byte> Append => [149, 120, 18, 222, 236, 225, 88, 203];

    public static ReadOnlySpan<byte> ReplaceLeaf => [204, 165, 76, 100, 73, 147, 0, 128];

    public static ReadOnlySpan<byte> InsertOrAppend => [6, 42, 50, 190, 51, 109, 178, 168];

    public static ReadOnlySpan<byte> VerifyLeaf => [124, 220, 22, 223, 104, 10, 250, 224];

    public static ReadOnlySpan<byte> TransferAuthority => [48, 169, 76, 72, 229, 180, 55, 161];

    public static ReadOnlySpan<byte> CloseEmptyTree => [50, 14, 219, 107, 78, 103, 16, 103];
}
