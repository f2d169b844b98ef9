using System.Numerics;
using CsCheck;
using Org.BouncyCastle.Math.EC.Rfc8032;
using Piwa.Chain.Keys;

namespace Piwa.Tests.Chain.Keys;

public sealed class Ed25519PointTests
{
    private const int RandomInputs = 20_000;

    private static readonly BigInteger Prime = BigInteger.Pow(2, 255) - 19;

    [Fact]
    public void RandomBytesAgreeWithBouncyCastle()
    {
        byte[] bytes = new byte[32 * RandomInputs];
        new Random(25519).NextBytes(bytes);
        int onCurve = 0;
        for (int i = 0; i < RandomInputs; i++)
        {
            bool expected = Ed25519.ValidatePublicKeyPartial(bytes, 32 * i);
            Assert.True(expected == Ed25519Point.IsOnCurve(bytes.AsSpan(32 * i, 32)), Convert.ToHexString(bytes, 32 * i, 32));
            onCurve += expected ? 1 : 0;
        }

        // Half of all y have an x: a test that always agreed on "no" would prove nothing.
        Assert.InRange(onCurve, RandomInputs * 48 / 100, RandomInputs * 52 / 100);
    }

    // Small numbers, numbers around p, and sparse ones take the paths that random numbers never take.
    [Fact]
    public void CornersAgreeWithTheCurveEquation()
    {
        List<BigInteger> corners = [];
        foreach (BigInteger centre in (BigInteger[])[0, Prime, Prime / 2, (Prime - 1) / 4, BigInteger.Pow(2, 64), BigInteger.Pow(2, 128),
            BigInteger.Pow(2, 192)])
        {
            for (int offset = -20; offset <= 20; offset++)
            {
                if (centre + offset >= 0 && centre + offset < BigInteger.Pow(2, 255))
                    corners.Add(centre + offset);
            }
        }

        for (int bit = 0; bit < 255; bit++)
            corners.Add(BigInteger.Pow(2, bit));
        Assert.True(corners.Count > 400);
        foreach (BigInteger y in corners)
        {
            byte[] bytes = ToBytes(y);
            Assert.True(HasPoint(y) == Ed25519Point.IsOnCurve(bytes), $"y = {y}");
            bytes[31] |= 0x80;
            Assert.True(HasPoint(y) == Ed25519Point.IsOnCurve(bytes), $"y = {y} with the sign bit");
        }
    }

    [Fact]
    public void PublicKeysAreOnTheCurve() =>
        Gen.Byte.Array[32].Sample(seed =>
        {
            using Keypair keypair = Keypair.FromSeed(seed);
            return Ed25519Point.IsOnCurve(keypair.PublicKey.ToArray());
        }, iter: 200);

    [Fact]
    public void JacobiSymbolAgreesWithEulersCriterion() =>
        Gen.Select(Gen.ULong, Gen.ULong, Gen.ULong, Gen.ULong, Gen.Int[0, 4]).Sample((a, b, c, d, words) =>
        {
            // Numbers of few words end in fewer rounds than full ones.
            FieldElement value = new FieldElement(a, words > 1 ? b : 0, words > 2 ? c : 0, words > 3 ? d : 0).Canonical();
            return JacobiSymbol.IsSquare(value) == JacobiSymbol.EulerIsSquare(value);
        }, iter: 3_000);

    [Fact]
    public void FieldArithmeticAgreesWithBigIntegers() =>
        Gen.Select(Gen.Byte.Array[32], Gen.Byte.Array[32], Gen.Bool).Sample((left, right, extreme) =>
        {
            if (extreme)
            {
                left.AsSpan(1, 30).Fill(0xFF);
                right.AsSpan(1, 31).Fill(0xFF);
            }

            FieldElement a = FieldElement.ReadIgnoringTopBit(left);
            FieldElement b = FieldElement.ReadIgnoringTopBit(right);
            BigInteger x = ToInteger(a);
            BigInteger y = ToInteger(b);
            return ToInteger((a * b).Canonical()) == x * y % Prime
                && ToInteger((a + b).Canonical()) == (x + y) % Prime
                && ToInteger((a * a * b * b).Canonical()) == x * x * y * y % Prime
                && ToInteger(a.Canonical()) == x % Prime;
        }, iter: 5_000);

    private static bool HasPoint(BigInteger y)
    {
        BigInteger d = -121665 * BigInteger.ModPow(121666, Prime - 2, Prime) % Prime;
        BigInteger ySquared = y * y % Prime;
        BigInteger xSquared = (ySquared - 1) * BigInteger.ModPow((((d * ySquared) + 1) % Prime) + Prime, Prime - 2, Prime) % Prime;
        xSquared = (xSquared + Prime) % Prime;
        return xSquared.IsZero || BigInteger.ModPow(xSquared, (Prime - 1) / 2, Prime).IsOne;
    }

    private static byte[] ToBytes(BigInteger value)
    {
        byte[] bytes = new byte[32];
        value.TryWriteBytes(bytes, out _, isUnsigned: true);
        return bytes;
    }

    private static BigInteger ToInteger(FieldElement value) =>
        (new BigInteger(value.Word3) << 192) | (new BigInteger(value.Word2) << 128) | (new BigInteger(value.Word1) << 64) | value.Word0;
}
