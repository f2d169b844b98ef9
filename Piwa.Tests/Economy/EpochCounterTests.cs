using Piwa.Chain.Economy;
using Piwa.Chain.Keys;
using Piwa.Chain.Provenance;
using Piwa.Pipeline.Economy;
using Piwa.Pipeline.Shards;
using Piwa.Tests.Chain;

namespace Piwa.Tests.Economy;

public sealed class EpochCounterTests : IDisposable
{
    private readonly TestMarket _market = new();

    public void Dispose() => _market.Dispose();

    [Fact]
    public async Task AShardCountsOnceSomebodyWhoseWordCountsHasFoundItSound()
    {
        string set = _market.AddDataset("a", 1), fleet = _market.AddDataset("b", 2);
        ShardRecord sound = _market.Commit(set, TestMarket.Node(1), 0, "sound");
        _market.Judge(sound);
        _market.Commit(set, TestMarket.Node(1), 8, "nobody has looked");
        _market.Judge(_market.Commit(set, TestMarket.Node(1), 16, "a stranger has looked"), by: TestKeys.Pair("stranger"));
        _market.Judge(_market.Commit(set, TestMarket.Node(1), 24, "refused"), ShardFinding.Refused);
        _market.CommitOfFleet(fleet, TestMarket.Node(2), 0, "of a fleet");
        _market.CommitOfFleet(fleet, TestMarket.Node(2), 8, "of a fleet of strangers", TestKeys.Pair("stranger"));
        _market.Commit(fleet, TestMarket.Operator, 16, "by the operator, and nobody has looked");

        EpochCount count = await _market.CountAsync();
        Assert.Equal([(0ul, ShardEvidence.Oracle), (0ul, ShardEvidence.Fleet)], count.Statement.Shards.OrderBy(shard => shard.By == ShardEvidence.Fleet).Select(shard => (shard.FirstAsset, shard.By)));
        Assert.Equal((5, 0, 0), (count.Unvalidated, count.Unsound, count.Doubled));
        EpochFacts facts = count.Statement.ToFacts([]);
        Assert.Equal(16, facts.AssetCount);
        Assert.Equal(
            [new NodeCount(TestMarket.Node(1).PublicKey, 8, 8), new NodeCount(TestMarket.Node(2).PublicKey, 8, 8)],
            facts.Nodes.OrderBy(node => node.Node == TestMarket.Node(2).PublicKey));
        Assert.Equal([new WalletCount(TestKeys.Key(77), 3)], facts.Labels);
    }

    [Fact]
    public async Task WhatWasValidatedAfterTheEndIsOfTheNextEpochAndNothingIsNewTwice()
    {
        string set = _market.AddDataset("a", 1);
        _market.Judge(_market.Commit(set, TestMarket.Node(1), 0, "early"));
        using (EconomyLedger ledger = _market.OpenLedger())
            _market.Clock.SetUtcNow(ledger.EpochEnds);
        _market.Judge(_market.Commit(set, TestMarket.Node(1), 8, "just at the end"));
        Assert.Equal([0ul], (await _market.CloseAsync()).Shards.Select(shard => shard.FirstAsset));
        EpochStatement second = await _market.CloseAsync();
        Assert.Equal([8ul], second.Shards.Select(shard => shard.FirstAsset));
        Assert.Equal(new NodeCount(TestMarket.Node(1).PublicKey, 16, 8), Assert.Single(second.ToFacts([_market.Statements.Read(0)]).Nodes));
        EpochStatement third = await _market.CloseAsync();
        Assert.Empty(third.Shards);
        Assert.Equal(new NodeCount(TestMarket.Node(1).PublicKey, 16, 0), Assert.Single(_market.Statements.ReadFacts()[2].Nodes));
    }

    [Fact]
    public async Task OfShardsThatShareAnAssetOrARootTheOneValidatedFirstCounts()
    {
        string one = _market.AddDataset("a", 1), copy = _market.AddDataset("b", 1), other = _market.AddDataset("c", 2);
        ShardRecord late = _market.Commit(one, TestMarket.Node(1), 0, "late"), early = _market.Commit(copy, TestMarket.Node(2), 0, "early", rows: 4);
        ShardRecord same = _market.Commit(other, TestMarket.Node(3), 0, "early");
        _market.Judge(early);
        _market.Clock.Advance(TimeSpan.FromSeconds(1));
        _market.Judge(late);
        _market.Judge(same);
        EpochCount count = await _market.CountAsync();
        Assert.Equal(TestMarket.Node(2).PublicKey, Assert.Single(count.Statement.Shards).Node);
        Assert.Equal(2, count.Doubled);
    }

    [Fact]
    public async Task AShardAtWhichItsNodeIsCaughtCountsNoMoreAndTheNodeIsPunishedOnce()
    {
        string set = _market.AddDataset("a", 1);
        Keypair node = TestMarket.Node(1);
        ShardRecord bad = _market.Commit(set, node, 0, "bad"), good = _market.Commit(set, node, 8, "good");
        _market.Judge(bad);
        _market.Judge(good);
        using (EconomyLedger ledger = _market.OpenLedger())
            ledger.PayLicence("p", TestKeys.Key(5), Amount.OfRender(1000));
        await _market.CloseAsync();
        Assert.Equal(Amount.OfRender(20), Held());

        _market.Judge(bad, ShardFinding.Caught);
        _market.Judge(bad, ShardFinding.Caught);
        EpochStatement second = await _market.CloseAsync();
        Assert.Equal(FallReason.Caught, Assert.Single(second.Fallen).Why);
        Assert.Equal(new NodeCount(node.PublicKey, 8, 0), Assert.Single(_market.Statements.ReadFacts()[1].Nodes));

        // A strike of a fleet, which has not kept what the node said, is punished too, and takes no shard away.
        _market.Judge(good, ShardFinding.Caught, TestMarket.Operator, keepsRoot: false);
        EpochStatement third = await _market.CloseAsync();
        Assert.Empty(third.Fallen);
        Assert.Equal(8, _market.Statements.ReadFacts()[2].AssetCount);
        await _market.CloseAsync();
        using EconomyLedger closed = _market.OpenLedger();
        Assert.Equal(
            [second.Caught[0].Key, third.Caught[0].Key],
            closed.Entries.Where(entry => entry.Cause == ValueCause.Shard).Select(entry => entry.Key));

        Amount Held()
        {
            using EconomyLedger ledger = _market.OpenLedger();
            return ledger.BalanceOf(new ValueAccount(ValueAccountKind.NodeHeldBack, node.PublicKey));
        }
    }

    [Fact]
    public async Task AShardThatIsGoneFallsAwayAndADataSetThatIsNotNamedIsAsked()
    {
        string set = _market.AddDataset("a", 1);
        _market.Judge(_market.Commit(set, TestMarket.Node(1), 0, "stays"));
        _market.Judge(_market.Commit(set, TestMarket.Node(1), 8, "goes"));
        await _market.CloseAsync();
        TestMarket.Drop(set, 8);
        EpochCountOptions none = _market.Options;
        none.Sources = [];
        ArgumentException fault = await Assert.ThrowsAsync<ArgumentException>(() =>
            EpochCounter.CountAsync(_market.Statements, _market.Clock.GetUtcNow(), none, TestContext.Current.CancellationToken));
        Assert.Contains("Name all that have ever counted", fault.Message, StringComparison.Ordinal);
        Assert.Equal((8ul, FallReason.Gone), (await _market.CloseAsync()).Fallen.Select(fallen => (fallen.FirstAsset, fallen.Why)).Single());

        // It is new in one epoch only: back again, it does not count.
        _market.Commit(set, TestMarket.Node(1), 8, "goes");
        EpochStatement third = await _market.CloseAsync();
        Assert.Empty(third.Shards);
        Assert.Equal(8, _market.Statements.ReadFacts()[2].AssetCount);
    }

    [Fact]
    public async Task AForgedRecordCountsForNobody()
    {
        string set = _market.AddDataset("a", 1);
        ShardRecord shard = _market.Commit(set, TestMarket.Node(1), 0, "one");
        _market.Judge(shard);
        _market.CommitOfFleet(set, TestMarket.Node(1), 8, "two");
        TestMarket.Rewrite(set, shards => [.. shards.Select(each => each with { Device = "another" })]);
        EpochCount count = await _market.CountAsync();
        Assert.Empty(count.Statement.Shards);
        Assert.Equal(2, count.Unsound);
    }

    [Fact]
    public async Task UploadsCountForWhoUploadedThem()
    {
        string set = _market.AddDataset("uploads", 0, isOfUploads: true);
        _market.Upload(set, TestKeys.Key(3), TestKeys.Key(1), TestKeys.Key(2), TestKeys.Key(1));
        _market.Judge(_market.Commit(set, TestMarket.Operator, 0, "uploads", rows: 3, assets: 4));
        EpochFacts facts = (await _market.CountAsync()).Statement.ToFacts([]);
        Assert.Equal((3, 0), (facts.AssetCount, facts.Nodes.Count));
        Assert.Equal([(TestKeys.Key(1), 2L), (TestKeys.Key(2), 1L)], facts.Uploads.OrderBy(each => each.Wallet == TestKeys.Key(2)).Select(each => (each.Wallet, each.Count)));
    }

    [Fact]
    public async Task AStatementIsOneFileAndAnotherInItsPlaceIsRefused()
    {
        string set = _market.AddDataset("a", 1);
        _market.Judge(_market.Commit(set, TestMarket.Node(1), 0, "one"));
        EpochStatement statement = await _market.CloseAsync();
        EpochStatements statements = _market.Statements;
        statements.Write(statement);
        Assert.Throws<ManifestException>(() => statements.Write(statement with { Labels = [] }));
        byte[] content = await File.ReadAllBytesAsync(statements.PathOf(0), TestContext.Current.CancellationToken);
        Assert.Equal(statement.Hash, Piwa.Pipeline.Encoding.Blake3.Hash(content));
        await File.WriteAllBytesAsync(statements.PathOf(0), [(byte)' ', .. content], TestContext.Current.CancellationToken);
        Assert.Throws<ManifestException>(() => statements.Read(0));
    }

    /// <summary>Closing is asked for again after a crash behind the statement: what was counted then stands, whatever has come since.</summary>
    [Fact]
    public async Task ClosedAgainAfterACrashItIsTheSameEntry()
    {
        string set = _market.AddDataset("a", 1);
        ShardRecord bad = _market.Commit(set, TestMarket.Node(1), 0, "one");
        _market.Judge(bad, ShardFinding.Caught);
        _market.Judge(_market.Commit(set, TestMarket.Node(1), 8, "two"));
        using (EconomyLedger ledger = _market.OpenLedger())
        {
            await Assert.ThrowsAsync<EconomyException>(() => EpochCloser.CloseAsync(
                ledger, _market.Statements, _market.Options, _market.Clock, TestContext.Current.CancellationToken));
            Assert.Equal(0, _market.Statements.Count);
            _market.Clock.SetUtcNow(ledger.EpochEnds);
            EpochCount count = await EpochCounter.CountAsync(_market.Statements, ledger.EpochEnds, _market.Options, TestContext.Current.CancellationToken);
            _market.Statements.Write(count.Statement);
        }

        TestMarket.Drop(set, 8);
        EpochStatement closed = await _market.CloseAsync();
        Assert.Equal([8ul], closed.Shards.Select(shard => shard.FirstAsset));
        using EconomyLedger again = _market.OpenLedger();
        Assert.Equal([ValueCause.Opening, ValueCause.Shard, ValueCause.Epoch], again.Entries.Select(entry => entry.Cause));
    }
}
