using Piwa.Chain.Economy;

namespace Piwa.Tests.Chain.Economy;

public sealed class AmountTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("95071", 9_507_100_000_000)]
    [InlineData("0.5", 50_000_000)]
    [InlineData("0.00000001", 1)]
    [InlineData("-12.00000001", -1_200_000_001)]
    [InlineData("92233720368.54775807", long.MaxValue)]
    [InlineData("-92233720368.54775808", long.MinValue)]
    public void TextIsExactBothWays(string text, long units)
    {
        Assert.Equal(units, Amount.Parse(text).Units);
        Assert.Equal(text, new Amount(units).ToString());
    }

    [Theory]
    [InlineData("1.50", 150_000_000)]
    [InlineData("007", 700_000_000)]
    [InlineData("-0", 0)]
    public void NeedlessDigitsAreRead(string text, long units) => Assert.Equal(units, Amount.Parse(text).Units);

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".5")]
    [InlineData("1.")]
    [InlineData("+1")]
    [InlineData("1e3")]
    [InlineData("1,5")]
    [InlineData(" 1")]
    [InlineData("1.000000001")]
    [InlineData("1.2.3")]
    [InlineData("--1")]
    [InlineData("٣")]
    [InlineData("92233720368.54775808")]
    [InlineData("-92233720368.54775809")]
    [InlineData("99999999999999999999999999999999999999999999999999")]
    public void OtherTextIsRefused(string text)
    {
        Assert.False(Amount.TryParse(text, out _));
        Assert.Throws<FormatException>(() => Amount.Parse(text));
    }

    [Fact]
    public void EveryAmountIsReadAsItIsWritten()
    {
        Random random = new(1);
        for (int i = 0; i < 100_000; i++)
        {
            Amount amount = new(random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(64));
            Assert.Equal(amount, Amount.Parse(amount.ToString()));
        }
    }

    [Fact]
    public void OverflowIsAnError()
    {
        Assert.Throws<OverflowException>(() => new Amount(long.MaxValue) + new Amount(1));
        Assert.Throws<OverflowException>(() => new Amount(long.MinValue) - new Amount(1));
        Assert.Throws<OverflowException>(() => -new Amount(long.MinValue));
        Assert.Throws<OverflowException>(() => Amount.OfRender(92_233_720_369));
    }

    [Fact]
    public void PartsAreRoundedDownAndNeverOverflow()
    {
        Assert.Equal(3, new Amount(7).Part(500_000).Units);
        Assert.Equal(long.MaxValue, new Amount(long.MaxValue).Part(1_000_000).Units);
        Assert.Equal(long.MaxValue / 2, new Amount(long.MaxValue).Part(500_000).Units);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Amount(1).Part(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Amount(1).Part(1_000_001));
    }
}
