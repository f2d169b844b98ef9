using Piwa.Chain.Provenance;
using Piwa.Tests.Chain;

namespace Piwa.Tests.Verification;

/// <summary>How often an oracle looks at whom.</summary>
public sealed class SamplingRuleTests
{
    private static readonly SamplingRule Rule = new(least: 5, most: 20);

    [Theory]
    [InlineData(0, 0, 20)]
    [InlineData(3, 0, 20)]
    [InlineData(4, 0, 19)]
    [InlineData(30, 0, 13)]
    [InlineData(59, 0, 6)]
    [InlineData(60, 0, 5)]
    [InlineData(1_000_000, 0, 5)]
    [InlineData(60, 1, 20)]
    [InlineData(119, 1, 6)]
    [InlineData(120, 1, 5)]
    [InlineData(0, 4, 20)]
    [InlineData(long.MaxValue / 2, long.MaxValue / 2, 20)]
    public void ACleanRecordIsSampledLessAndAWrongSampleTakesSixtyCleanOnes(long equal, long wrong, int samples) =>
        Assert.Equal(samples, Rule.SamplesFor(Record(equal, wrong)));

    [Fact]
    public void WhoIsNotKnownStruckOrBarredIsSampledMost()
    {
        Assert.Equal(20, Rule.SamplesFor(null));
        Assert.Equal(20, Rule.SamplesFor(Record(1000, 0) with { Strikes = 1 }));
        Assert.Equal(20, Rule.SamplesFor(Record(1000, 0) with { Barred = "by the operator" }));
    }

    [Fact]
    public void ItIsNeverBelowTheLeastNorAboveTheMostAndFallsWithWhatIsClean()
    {
        foreach ((int least, int most) in ((int, int)[])[(0, 0), (0, 3), (2, 2), (2, 8), (5, int.MaxValue)])
        {
            var rule = new SamplingRule(least, most);
            for (long wrong = 0; wrong < 3; wrong++)
            {
                int before = most;
                for (long equal = 0; equal < 250; equal++)
                {
                    int samples = rule.SamplesFor(Record(equal, wrong));
                    Assert.InRange(samples, least, before);
                    before = samples;
                }

                Assert.Equal(least, before);
            }
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => new SamplingRule(-1, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SamplingRule(3, 2));
    }

    private static ValidationRecord Record(long equal, long wrong) => new()
    {
        Operator = TestKeys.Key(1),
        Node = TestKeys.Key(2),
        Since = DateTimeOffset.UnixEpoch,
        At = DateTimeOffset.UnixEpoch,
        Sampled = equal + wrong,
        Equal = equal,
    };
}
