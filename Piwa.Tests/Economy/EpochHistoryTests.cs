using Piwa.Chain.Economy;
using Piwa.Chain.Provenance;
using Piwa.Pipeline.Economy;
using Piwa.Pipeline.Shards;

namespace Piwa.Tests.Economy;

/// <summary>Random histories of shards, verdicts, and losses: each epoch's facts are those of a model that counts by hand.</summary>
public sealed class EpochHistoryTests
{
    private const int Epochs = 4;
    private const int Steps = 9;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task StatementsSayWhatAModelCounts(int seed)
    {
        Random random = new(seed);
        using TestMarket market = new();
        string[] sets = [market.AddDataset("a", 1), market.AddDataset("b", 1), market.AddDataset("c", 2)];
        List<Made> made = [];
        HashSet<string> counted = [], ever = [], bad = [];
        int caught = 0;
        for (int epoch = 0; epoch < Epochs; epoch++)
        {
            for (int step = 0; step < Steps; step++)
            {
                market.Clock.Advance(TimeSpan.FromMinutes(1));
                Step(made, caught: shard => caught += bad.Add(shard.Content) ? 1 : 0);
            }

            HashSet<string> before = [.. counted];
            Made[] there = [.. made.Where(shard => !shard.IsGone)];
            counted.RemoveWhere(content => bad.Contains(content) || there.All(shard => shard.Content != content));
            foreach (Made shard in there.Where(shard => shard.SoundAt is not null).OrderBy(shard => shard.SoundAt))
            {
                if (!bad.Contains(shard.Content) && !ever.Contains(shard.Content) && !made.Any(other => counted.Contains(other.Content) && other.Campaign == shard.Campaign && other.First == shard.First))
                {
                    counted.Add(shard.Content);
                    ever.Add(shard.Content);
                }
            }

            EpochStatement statement = await market.CloseAsync();
            EpochFacts facts = market.Statements.ReadFacts()[epoch];
            Assert.Equal(counted.Count * 8L, facts.AssetCount);
            foreach (IGrouping<int, Made> node in made.Where(shard => counted.Contains(shard.Content)).DistinctBy(shard => shard.Content).GroupBy(shard => shard.Node))
            {
                NodeCount count = facts.Nodes.Single(each => each.Node == TestMarket.Node(node.Key).PublicKey);
                Assert.Equal((node.Count() * 8L, node.Count(shard => !before.Contains(shard.Content)) * 8L), (count.Assets, count.NewAssets));
            }

            Assert.Equal(statement, EpochStatement.Read(market.Statements.PathOf(epoch)), (left, right) => left!.Hash == right!.Hash);
        }

        using EconomyLedger ledger = market.OpenLedger();
        Assert.Equal(caught, ledger.Entries.Count(entry => entry.Cause == ValueCause.Shard));
        Assert.Null(EconomyAudit.FindDifference(market.LedgerPath, market.Statements.ReadFacts()));

        void Step(List<Made> made, Action<Made> caught)
        {
            switch (random.Next(8))
            {
                case < 5:
                    int set = random.Next(sets.Length), node = random.Next(3);
                    ulong first = (ulong)random.Next(12) * 8;
                    if (made.Any(shard => shard.Set == set && shard.First == first))
                        return;
                    var shard = new Made(set, set == 2 ? 2 : 1, first, node, $"{seed} {made.Count}");
                    if (random.Next(2) == 0)
                    {
                        (_, shard.Record) = market.CommitOfFleet(sets[set], TestMarket.Node(node), first, shard.Content);
                        shard.SoundAt = market.Clock.GetUtcNow();
                    }
                    else
                    {
                        shard.Record = market.Commit(sets[set], TestMarket.Node(node), first, shard.Content);
                    }

                    made.Add(shard);
                    break;
                case < 7 when made.Count > 0:
                    Made judged = made[random.Next(made.Count)];
                    if (random.Next(4) == 0)
                    {
                        market.Judge(judged.Record!, ShardFinding.Caught);
                        caught(judged);
                    }
                    else
                    {
                        market.Judge(judged.Record!);
                        judged.SoundAt ??= market.Clock.GetUtcNow();
                    }

                    break;
                default:
                    if (made.Count == 0 || random.Next(2) == 0)
                        return;
                    Made gone = made[random.Next(made.Count)];
                    TestMarket.Drop(sets[gone.Set], gone.First);
                    gone.IsGone = true;
                    break;
            }
        }
    }

    private sealed class Made(int set, int campaign, ulong first, int node, string content)
    {
        public int Set => set;

        public int Campaign => campaign;

        public ulong First => first;

        public int Node => node;

        public string Content => content;

        public ShardRecord? Record { get; set; }

        public DateTimeOffset? SoundAt { get; set; }

        public bool IsGone { get; set; }
    }
}
