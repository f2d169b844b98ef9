using System.Numerics;
using Piwa.Chain.Economy;

namespace Piwa.Tests.Chain.Economy;

public sealed class AmountDivisionTests
{
    private const int Divisions = 20_000;

    [Fact]
    public void OfEqualRemaindersTheFirstIsServedFirst()
    {
        Assert.Equal([4, 3, 3], Units(10, 1, 1, 1));
        Assert.Equal([0, 1, 1, 0], Units(2, 0, 5, 5, 5));
        Assert.Equal([1666666667, 833333333], Units(2_500_000_000, 2, 1));
        Assert.Equal([0, 0], Units(0, 1, 2));
        Assert.Equal([long.MaxValue / 2 + 1, long.MaxValue / 2], Units(long.MaxValue, long.MaxValue, long.MaxValue));
    }

    [Fact]
    public void NothingIsDividedAmongNobody()
    {
        Assert.Throws<ArgumentException>(() => Units(1));
        Assert.Throws<ArgumentException>(() => Units(1, 0, 0));
        Assert.Throws<ArgumentException>(() => Units(1, 2, -1));
        Assert.Throws<ArgumentException>(() => Units(-1, 2));
    }

    [Fact]
    public void SharesAddUpAndAreWithinAUnitAndLargerForLargerWeights()
    {
        for (int seed = 0; seed < Divisions; seed++)
        {
            Random random = new(seed);
            (long total, long[] weights) = Sample(random);
            long[] shares = Units(total, weights);
            BigInteger sum = weights.Aggregate(BigInteger.Zero, (all, weight) => all + weight);
            Assert.Equal(total, shares.Aggregate(BigInteger.Zero, (all, share) => all + share));
            for (int i = 0; i < shares.Length; i++)
            {
                BigInteger exact = (BigInteger)total * weights[i];
                Assert.InRange(shares[i] * sum, exact - sum + 1, exact + sum - 1);
                for (int j = 0; j < i; j++)
                    Assert.True(weights[i] > weights[j] ? shares[i] >= shares[j] : shares[i] <= shares[j]);
            }
        }
    }

    /// <summary>In another order each gets the same, but for those whose remainders were equal.</summary>
    [Fact]
    public void OrderDecidesAmongEqualRemaindersOnly()
    {
        for (int seed = 0; seed < Divisions; seed++)
        {
            Random random = new(seed);
            (long total, long[] weights) = Sample(random);
            int[] order = [.. Enumerable.Range(0, weights.Length)];
            random.Shuffle(order);
            long[] shares = Units(total, weights), shuffled = Units(total, [.. order.Select(i => weights[i])]);
            BigInteger sum = weights.Aggregate(BigInteger.Zero, (all, weight) => all + weight);
            List<BigInteger> changed = [];
            for (int i = 0; i < order.Length; i++)
            {
                if (shares[order[i]] != shuffled[i])
                    changed.Add((BigInteger)total * weights[order[i]] % sum);
            }

            Assert.True(changed.Distinct().Count() <= 1);
        }
    }

    [Fact]
    public void MoreToDivideIsLessForNobodyWithTwo()
    {
        // Of three and more the method has the Alabama paradox, which is why it divides once per epoch and never piece by piece.
        for (int seed = 0; seed < Divisions; seed++)
        {
            Random random = new(seed);
            long total = random.NextInt64(long.MaxValue - 1), one = random.NextInt64(1, 1000), other = random.NextInt64(1, 1000);
            long[] before = Units(total, one, other), after = Units(total + 1, one, other);
            Assert.True(after[0] >= before[0] && after[1] >= before[1]);
        }
    }

    private static (long Total, long[] Weights) Sample(Random random)
    {
        long most = random.Next(3) switch { 0 => 4, 1 => 1_000_000, _ => long.MaxValue };
        long[] weights = [.. Enumerable.Range(0, random.Next(1, 12)).Select(_ => random.NextInt64(most))];
        weights[random.Next(weights.Length)]++;
        return (random.NextInt64(random.Next(2) == 0 ? 100 : long.MaxValue), weights);
    }

    private static long[] Units(long total, params long[] weights) => [.. AmountDivision.Divide(new Amount(total), weights).Select(each => each.Units)];
}
