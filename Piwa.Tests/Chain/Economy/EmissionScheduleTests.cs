using Piwa.Chain.Economy;

namespace Piwa.Tests.Chain.Economy;

public sealed class EmissionScheduleTests
{
    [Fact]
    public void HalfOfThePoolIsSixNominalMonthsExactly()
    {
        for (int month = 0; month < 144; month++)
            Assert.Equal(month < 6 ? "95071" : "0", EmissionSchedule.Month(EconomyParameters.Default, month).ToString());
        Assert.Equal("570426", EmissionSchedule.Remaining(EconomyParameters.Default, 144).ToString());
        Assert.Equal("95071", EmissionSchedule.Month(EconomyParameters.Default, 144).ToString());
        Assert.Equal("95071", EmissionSchedule.Month(EconomyParameters.Default, 146).ToString());
        Assert.Equal("0", EmissionSchedule.Month(EconomyParameters.Default, 147).ToString());
    }

    [Theory]
    [InlineData(12)]
    [InlineData(144)]
    [InlineData(1)]
    [InlineData(5)]
    public void APeriodSpendsAtMostHalfOfWhatRemainedAndNothingIsLost(int period)
    {
        EconomyParameters parameters = EconomyParameters.Default.With("emission.period", period);
        Amount remaining = parameters.EmissionPool, spent = Amount.Zero, atBegin = remaining;
        for (int month = 0; month < 200 * period && month < 3000; month++)
        {
            if (month % period == 0)
                (atBegin, spent) = (remaining, Amount.Zero);
            Assert.Equal(remaining, EmissionSchedule.Remaining(parameters, month));
            Amount amount = EmissionSchedule.Month(parameters, month);
            Assert.False(amount.IsNegative);
            Assert.True(amount <= parameters.EmissionMonth);
            spent += amount;
            remaining -= amount;
            Assert.True(spent.Units * 2 <= atBegin.Units);
        }

        Assert.False(remaining.IsNegative);
    }

    [Fact]
    public void NegativeMonthsAreNone() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => EmissionSchedule.Month(EconomyParameters.Default, -1));
}
