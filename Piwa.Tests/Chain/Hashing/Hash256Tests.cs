using Piwa.Chain.Hashing;

namespace Piwa.Tests.Chain.Hashing;

public sealed class Hash256Tests
{
    private const string Text = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

    [Fact]
    public void TextRoundTripsInEitherCase()
    {
        Assert.Equal(Text, Hash256.Parse(Text).ToString());
        Assert.Equal(Hash256.Parse(Text), Hash256.Parse(Text.ToUpperInvariant()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1")]
    [InlineData("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f0")]
    [InlineData("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1g")]
    public void OtherTextIsRefused(string text) => Assert.Throws<FormatException>(() => Hash256.Parse(text));

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public void OtherLengthsAreRefused(int length) => Assert.Throws<ArgumentException>(() => new Hash256(new byte[length]));

    // Every byte must count in equality and in the zero test.
    [Fact]
    public void EachByteMakesADifference()
    {
        Assert.True(new Hash256(new byte[32]).IsZero);
        for (int i = 0; i < 32; i++)
        {
            byte[] bytes = new byte[32];
            bytes[i] = 1;
            Hash256 hash = new(bytes);
            Assert.False(hash.IsZero);
            Assert.NotEqual(Hash256.Zero, hash);
            Assert.Equal(bytes, hash.ToArray());
        }
    }
}
