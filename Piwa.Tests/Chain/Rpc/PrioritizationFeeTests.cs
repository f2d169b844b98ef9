using Piwa.Chain.Rpc;

namespace Piwa.Tests.Chain.Rpc;

public sealed class PrioritizationFeeTests
{
    [Theory]
    [InlineData(0.1, 10)]
    [InlineData(20, 10)]
    [InlineData(20.1, 20)]
    [InlineData(50, 30)]
    [InlineData(80, 40)]
    [InlineData(99, 50)]
    [InlineData(100, 50)]
    public void PercentileIsTheNearestRank(double percentile, ulong expected)
    {
        PrioritizationFee[] fees = [new(1, 30), new(2, 50), new(3, 10), new(4, 40), new(5, 20)];
        Assert.Equal(expected, PrioritizationFee.Percentile(fees, percentile));
    }

    [Fact]
    public void NoSlotsWantNothing() => Assert.Equal(0UL, PrioritizationFee.Percentile([], 50));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(100.1)]
    [InlineData(double.NaN)]
    public void OtherPercentilesAreRefused(double percentile) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => PrioritizationFee.Percentile([], percentile));
}
