using Piwa.Chain.Economy;
using Piwa.Chain.Hashing;

namespace Piwa.Tests.Chain.Economy;

public sealed class EconomyAuditTests
{
    private const int Histories = 40;
    private const int Steps = 120;

    [Fact]
    public void OtherCountsOfShardsAreSaidWithBothSides()
    {
        using TestEconomy economy = new();
        EpochFacts facts = new(9, [new(TestKeys.Key(1), 5, 5), new(TestKeys.Key(2), 4, 4)], [new(TestKeys.Key(3), 1)], [new(TestKeys.Key(4), 2)]);
        economy.CloseEpoch(facts);
        Assert.Null(Audit(facts));
        Assert.Contains($"node {TestKeys.Key(2)}", Audit(new EpochFacts(9, [new(TestKeys.Key(1), 5, 5), new(TestKeys.Key(2), 3, 3)], facts.Uploads, facts.Labels)), StringComparison.Ordinal);
        Assert.Contains("nothing", Audit(new EpochFacts(9, [new(TestKeys.Key(1), 5, 5)], facts.Uploads, facts.Labels)), StringComparison.Ordinal);
        Assert.Contains("10 assets", Audit(new EpochFacts(10, facts.Nodes, facts.Uploads, facts.Labels)), StringComparison.Ordinal);
        Assert.Contains("uploader", Audit(new EpochFacts(9, facts.Nodes, [], facts.Labels)), StringComparison.Ordinal);
        Assert.Contains("labeller", Audit(new EpochFacts(9, facts.Nodes, facts.Uploads, [new(TestKeys.Key(4), 3)])), StringComparison.Ordinal);
        Assert.Contains("epoch 0", Audit(null), StringComparison.Ordinal);

        string? Audit(EpochFacts? given) =>
            EconomyAudit.FindDifference(economy.Ledger.Entries, given is null ? [] : new Dictionary<long, EpochFacts> { [0] = given })?.What;
    }

    /// <summary>The ledger's owner can write another history whose hashes are good; that its payouts are wrong is found all the same.</summary>
    [Fact]
    public void APayoutThatIsChangedIsFoundThoughTheChainIsWhole()
    {
        int changes = 0;
        for (int seed = 0; seed < Histories; seed++)
        {
            Random random = new(seed);
            using TestEconomy economy = new(RandomEconomy.Rules);
            RandomEconomy history = new(economy.Ledger, economy.Clock, random);
            for (int step = 0; step < Steps; step++)
                history.Step();
            ValueEntry[] moving = [.. economy.Ledger.Entries.Where(entry => entry.Postings.Count >= 2)];
            for (int turn = 0; turn < 5; turn++, changes++)
            {
                ValueEntry changed = moving[random.Next(moving.Length)];
                Posting[] postings = [.. changed.Postings];
                (int from, int to) = (random.Next(postings.Length), random.Next(postings.Length - 1));
                to += to >= from ? 1 : 0;
                postings[from] = postings[from] with { Amount = postings[from].Amount - new Amount(1) };
                postings[to] = postings[to] with { Amount = postings[to].Amount + new Amount(1) };
                AuditDifference? found = EconomyAudit.FindDifference(Rechained(economy.Ledger.Entries, changed with { Postings = postings }), history.Facts);
                Assert.Equal(changed.Number, found?.Entry.Number);
            }
        }

        Assert.Equal(Histories * 5, changes);
    }

    [Fact]
    public void AVoteThatWasNotSignedIsFoundThoughTheChainIsWhole()
    {
        using TestEconomy economy = new();
        using Piwa.Chain.Keys.Keypair staker = TestKeys.Pair("staker");
        economy.Ledger.Stake("s", staker.PublicKey, TestKeys.Key(1), Amount.OfRender(1));
        economy.Propose("p", staker, "revenue.staker-share", 1);
        economy.Vote("p", ProposalPhase.Initial, staker, isFor: true);
        ValueEntry vote = economy.Ledger.Entries[^1];
        byte[] data = vote.Data.ToArray();
        data[^1] ^= 1;
        AuditDifference? found = EconomyAudit.FindDifference(Rechained(economy.Ledger.Entries, vote with { Data = data }), economy.Facts);
        Assert.Equal(vote.Number, found?.Entry.Number);
        Assert.Contains("signature", found?.What, StringComparison.Ordinal);
    }

    /// <summary>The entries with one changed, and all hashes behind it made good.</summary>
    private static List<ValueEntry> Rechained(IReadOnlyList<ValueEntry> entries, ValueEntry changed)
    {
        List<ValueEntry> result = [];
        Hash256 last = Hash256.Zero;
        foreach (ValueEntry each in entries)
        {
            ValueEntry entry = (each.Number == changed.Number ? changed : each) with { Previous = last };
            last = ValueEntryCodec.Write(new byte[ValueEntryCodec.EncodedBytes(entry.Key, entry.Data.Length, entry.Postings.Count)], entry);
            result.Add(entry with { Hash = last });
        }

        return result;
    }
}
