using Piwa.Chain.Economy;
using Piwa.Chain.Keys;
using Piwa.Pipeline.Economy;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Stores;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Economy;

/// <summary>What epochs are counted from is what runs and fleets leave behind.</summary>
public sealed class EpochSourceTests(SmallDataset dataset) : IClassFixture<SmallDataset>, IDisposable
{
    private readonly TestMarket _market = new();
    private readonly TemporaryDirectory _home = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _home.Dispose();
        _market.Dispose();
    }

    [Fact]
    public async Task ADataSetsOwnOracleHasSignedForItsShards()
    {
        using Keypair wallet = KeypairFile.Load(dataset.Wallet);
        EpochCountOptions options = Options([dataset.Directory], wallet.PublicKey);
        EpochFacts facts = (await EpochCounter.CountAsync(_market.Statements, TimeProvider.System.GetUtcNow().AddDays(1), options, Stop)).Statement.ToFacts([]);
        Assert.Equal(new NodeCount(wallet.PublicKey, SmallDataset.Assets, SmallDataset.Assets), Assert.Single(facts.Nodes));

        // Its word counts only where the market says so.
        options.Validators = [TestMarket.Oracle.PublicKey];
        Assert.Equal(3, (await EpochCounter.CountAsync(_market.Statements, TimeProvider.System.GetUtcNow().AddDays(1), options, Stop)).Unvalidated);
    }

    [Fact]
    public async Task WhoMadeAShardOfAFleetIsKnownInItsStoreAndInWhatIsGathered()
    {
        string fleet = _market.AddDataset("a", 0);
        (ShardRecord own, ShardRecord maker) = _market.CommitOfFleet(fleet, TestMarket.Node(4), 0, "content");
        string content = _home["content"];
        await File.WriteAllTextAsync(content, "content", Stop);
        ContentHash hash = Blake3.Hash("content"u8);
        (maker, own) = (maker with { FileHash = hash }, own with { FileHash = hash });
        (maker, own) = (_market.Sign(maker, TestMarket.Node(4)), _market.Sign(own, TestMarket.Operator));
        DirectoryStore store = new(_home["store"]);
        UnitStore units = await UnitStore.OpenAsync(store, new WorkOrder(SmallRun.Campaign with { Seed = 0 }, 8), Stop);
        await units.FinishAsync(new UnitRecord(own, [], maker), content, Stop);
        await FleetGatherer.GatherAsync(store, _home["gathered"], null, Stop);
        await FleetGatherer.GatherAsync(new DirectoryStore(_home["gathered"]), _home["again"], null, Stop);
        foreach (string source in (string[])["store", "gathered", "again"])
        {
            EpochCount count = await EpochCounter.CountAsync(
                _market.Statements, _market.Clock.GetUtcNow().AddDays(1), Options([_home[source]], TestMarket.Operator.PublicKey), Stop);
            Assert.Equal(TestMarket.Node(4).PublicKey, Assert.Single(count.Statement.Shards).Node);
        }

        EpochCount both = await EpochCounter.CountAsync(
            _market.Statements, _market.Clock.GetUtcNow().AddDays(1), Options([_home["store"], _home["gathered"]], TestMarket.Operator.PublicKey), Stop);
        Assert.Single(both.Statement.Shards);
        ArgumentException fault = await Assert.ThrowsAsync<ArgumentException>(() => EpochCounter.CountAsync(
            _market.Statements, _market.Clock.GetUtcNow(), Options([_home["nothing"]], TestMarket.Operator.PublicKey), Stop));
        Assert.Contains("neither a data set nor the store of a fleet", fault.Message, StringComparison.Ordinal);
    }

    private static EpochCountOptions Options(string[] sources, PublicKey validator) => new() { Sources = sources, Validators = [validator] };
}
