namespace Piwa.Chain.Keys;

/// <summary>Whether 32 bytes are a compressed point of Ed25519's curve: the test that tells keys from program-derived addresses.</summary>
/// <remarks>
/// The curve is -x^2 + y^2 = 1 + d x^2 y^2 modulo p = 2^255 - 19 (RFC 8032, section 5.1), so x^2 = u / v with u = y^2 - 1 and
/// v = d y^2 + 1, and there is an x exactly if u * v is a square. v is never zero: that would make -1/d a square, which it is not.
/// As the Solana runtime does, this accepts a y of p or more and either sign for x = 0.
/// </remarks>
internal static class Ed25519Point
{
    /// <summary>d = -121665 / 121666 modulo p.</summary>
    private static readonly FieldElement D =
        new(0x75EB_4DCA_1359_78A3, 0x0070_0A4D_4141_D8AB, 0x8CC7_4079_7779_E898, 0x5203_6CEE_2B6F_FE73);

    private static readonly FieldElement MinusOne =
        new(0xFFFF_FFFF_FFFF_FFEC, ulong.MaxValue, ulong.MaxValue, ulong.MaxValue >> 1);

    public static bool IsOnCurve(ReadOnlySpan<byte> compressed)
    {
        FieldElement y = FieldElement.ReadIgnoringTopBit(compressed);
        FieldElement ySquared = y * y;
        FieldElement u = ySquared + MinusOne;
        FieldElement v = (D * ySquared) + FieldElement.One;
        return JacobiSymbol.IsSquare((u * v).Canonical());
    }
}
