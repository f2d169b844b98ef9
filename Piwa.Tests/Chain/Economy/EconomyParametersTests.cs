using Piwa.Chain;
using Piwa.Chain.Economy;

namespace Piwa.Tests.Chain.Economy;

public sealed class EconomyParametersTests
{
    /// <summary>As RNP-000, RNP-011 and RNP-013 have them.</summary>
    [Theory]
    [InlineData("revenue.generation-share", 500_000)]
    [InlineData("revenue.asset-target", 1_000_000_000)]
    [InlineData("emission.pool", 114_085_200_000_000)]
    [InlineData("emission.month", 9_507_100_000_000)]
    [InlineData("emission.period-share", 500_000)]
    [InlineData("emission.period", 12 * 12)]
    [InlineData("vote.initial", 72 * 3600)]
    [InlineData("vote.final", 6 * 86_400)]
    [InlineData("vote.amendment", 2 * 86_400)]
    [InlineData("vote.snapshot", 24 * 3600)]
    [InlineData("vote.approval", 500_000)]
    [InlineData("vote.quorum", 150_000)]
    [InlineData("vote.emergency-quorum", 200_000)]
    public void TheNetworksNumbersAreThose(string name, long value)
    {
        Assert.Equal(value, EconomyParameters.Default[name]);
        Assert.Equal(RuleOwner.Network, EconomyParameters.Find(name)!.Owner);
        Assert.Equal(13, EconomyParameters.All.Count(each => each.Owner == RuleOwner.Network));
    }

    [Fact]
    public void EachHasASourceAndADefaultInItsRange() => Assert.All(EconomyParameters.All, each =>
    {
        Assert.InRange(each.Default, each.Minimum, each.Maximum);
        Assert.Contains("RNP-", each.Source + (each.Owner == RuleOwner.Ours ? "RNP-" : ""), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => EconomyParameters.Default.With(each.Name, each.Minimum - 1));
        Assert.Equal(each.Minimum, EconomyParameters.Default.With(each.Name, each.Minimum)[each.Name]);
    });

    [Fact]
    public void BytesAreReadAsTheyAreWrittenAndEveryValueIsInTheHash()
    {
        HashSet<string> hashes = [EconomyParameters.Default.ToHash().ToString()];
        foreach (EconomyParameter each in EconomyParameters.All)
        {
            EconomyParameters changed = EconomyParameters.Default.With(each.Name, each.Default + (each.Default == each.Maximum ? -1 : 1));
            Assert.True(hashes.Add(changed.ToHash().ToString()));
            Assert.Equal(changed.ToHash(), EconomyParameters.Decode(changed.Encode()).ToHash());
        }
    }

    [Fact]
    public void OtherBytesAreRefused()
    {
        byte[] bytes = EconomyParameters.Default.Encode();
        for (int length = 0; length < bytes.Length; length++)
            Assert.Throws<WireFormatException>(() => EconomyParameters.Decode(bytes.AsSpan(..length)));
        Assert.Throws<WireFormatException>(() => EconomyParameters.Decode([.. bytes, 0]));
    }

    [Fact]
    public void UnknownNamesAreRefused()
    {
        Assert.Throws<ArgumentException>(() => EconomyParameters.Default["no.such"]);
        Assert.Throws<ArgumentException>(() => EconomyParameters.Default.With("no.such", 1));
        Assert.Null(EconomyParameters.Find("no.such"));
    }
}
