using Piwa.Chain.Transactions;

namespace Piwa.Tests.Chain.Transactions;

public sealed class LegacyKeyOrderTests
{
    // What localeCompare of JavaScript gives with the options of @solana/web3.js.
    [Theory]
    [InlineData("1", "A")]
    [InlineData("9", "a")]
    [InlineData("a", "B")]
    [InlineData("A", "b")]
    [InlineData("a", "A")]
    [InlineData("aB", "Ab")]
    [InlineData("ab", "aB")]
    [InlineData("aa", "aaa")]
    [InlineData("AA", "aaa")]
    [InlineData("cmtDvXumG", "ComputeBudget")]
    public void FirstStandsBeforeSecond(string first, string second)
    {
        Assert.True(LegacyKeyOrder.Compare(first, second) < 0);
        Assert.True(LegacyKeyOrder.Compare(second, first) > 0);
        Assert.Equal(0, LegacyKeyOrder.Compare(first, first));
    }
}
