using Piwa.Chain.Transactions;

namespace Piwa.Tests.Chain.Transactions;

public sealed class CompactU16Tests
{
    [Fact]
    public void EveryValueRoundTripsInItsShortestForm()
    {
        byte[] buffer = new byte[4];
        for (int value = 0; value <= ushort.MaxValue; value++)
        {
            int written = CompactU16.Write(buffer, value);
            Assert.Equal(CompactU16.LengthOf(value), written);
            Assert.True(CompactU16.TryRead(buffer, out int read, out int length));
            Assert.Equal((value, written), (read, length));
        }
    }

    [Theory]
    [InlineData(127, "7f")]
    [InlineData(128, "8001")]
    [InlineData(16_383, "ff7f")]
    [InlineData(16_384, "808001")]
    [InlineData(65_535, "ffff03")]
    public void FormsAreThoseOfSolana(int value, string bytes)
    {
        byte[] buffer = new byte[3];
        Assert.Equal(bytes, Convert.ToHexStringLower(buffer.AsSpan(..CompactU16.Write(buffer, value))));
    }

    // Cut off, a zero at the end that a shorter form would leave out, more than 16 bits.
    [Theory]
    [InlineData("")]
    [InlineData("80")]
    [InlineData("ffff")]
    [InlineData("8000")]
    [InlineData("ff00")]
    [InlineData("808000")]
    [InlineData("ffff04")]
    [InlineData("ffffff01")]
    public void OtherFormsAreRefused(string bytes) => Assert.False(CompactU16.TryRead(Convert.FromHexString(bytes), out _, out _));
}
