using System.Numerics;
using Piwa.Chain.Keys;

namespace Piwa.Tests.Chain.Keys;

/// <summary>Values longer than a signature.</summary>
public sealed class Base58LongTests
{
    private const string Alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

    [Fact]
    public void TextIsThatOfLongDivision()
    {
        Random random = new(58);
        foreach (int length in (int[])[0, 1, 63, 64, 65, 66, 127, 128, 590, 1231, 1232, 1233, 3000])
        {
            for (int round = 0; round < 20; round++)
            {
                byte[] bytes = new byte[length];
                random.NextBytes(bytes.AsSpan(Math.Min(length, round / 2)));
                string text = Base58.EncodeLong(bytes);
                Assert.Equal(Divide(bytes), text);
                Assert.Equal(bytes, Base58.DecodeLong(text));
            }
        }
    }

    [Theory]
    [InlineData(0x00)]
    [InlineData(0x01)]
    [InlineData(0xFF)]
    public void LengthIsBounded(byte filling)
    {
        byte[] longest = new byte[Base58.MaximumLongBytes];
        longest.AsSpan().Fill(filling);
        Assert.Equal(longest, Base58.DecodeLong(Base58.EncodeLong(longest)));
        Assert.Throws<ArgumentException>(() => Base58.EncodeLong(new byte[longest.Length + 1]));
        Assert.Null(Base58.DecodeLong(new string('1', 1_000_000)));
        Assert.Null(Base58.DecodeLong(new string('2', 100) + "0"));
    }

    private static string Divide(byte[] bytes)
    {
        BigInteger value = new(bytes, isUnsigned: true, isBigEndian: true);
        string digits = "";
        for (; value > 0; value /= 58)
            digits = Alphabet[(int)(value % 58)] + digits;
        return new string('1', bytes.TakeWhile(b => b == 0).Count()) + digits;
    }
}
