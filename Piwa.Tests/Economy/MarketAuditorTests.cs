using Piwa.Chain.Economy;
using Piwa.Chain.Keys;
using Piwa.Chain.Provenance;
using Piwa.Chain.Storage;
using Piwa.Pipeline.Economy;
using Piwa.Pipeline.Shards;
using Piwa.Tests.Chain;
using Piwa.Tests.Host;

namespace Piwa.Tests.Economy;

/// <summary>A market that is sound, and one for each way in which whoever keeps it might cheat: each is found, and named.</summary>
public sealed class MarketAuditorTests : IAsyncLifetime
{
    private readonly TestMarket _market = new();
    private string _set = "";
    private string _fleet = "";

    private static PublicKey Buyer => TestKeys.Key(5);

    public async ValueTask InitializeAsync()
    {
        _set = _market.AddDataset("a", 1);
        _fleet = _market.AddDataset("b", 2);
        using (EconomyLedger ledger = _market.OpenLedger())
        {
            ledger.Stake("s", TestKeys.Key(6), TestMarket.Node(1).PublicKey, Amount.OfRender(100));
            ledger.PayLicence("payment", Buyer, Amount.OfRender(1000));
        }

        _market.Judge(_market.Commit(_set, TestMarket.Node(1), 0, "one"));
        _market.Judge(_market.Commit(_set, TestMarket.Node(1), 8, "two"));
        _market.CommitOfFleet(_fleet, TestMarket.Node(2), 0, "three");
        await _market.CloseAsync();
        using (EconomyLedger ledger = _market.OpenLedger())
            ledger.PayLicence("second", Buyer, Amount.OfRender(500));
        _market.Judge(_market.Commit(_set, TestMarket.Node(2), 16, "four"));
        ShardRecord two;
        using (Dataset dataset = Dataset.Open(_set))
            two = dataset.FindShard(8)!;
        _market.Judge(two, ShardFinding.Caught);
        await _market.CloseAsync();
        using EconomyLedger closed = _market.OpenLedger();
        closed.PayOut("paid", ValueAccountKind.NodePayable, TestMarket.Node(2).PublicKey, Amount.OfRender(1));
    }

    public ValueTask DisposeAsync()
    {
        _market.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task EveryPayoutOfASoundMarketIsDerivedFromItsShards()
    {
        MarketAuditReport report = await AuditAsync();
        Assert.Null(report.Difference);
        Assert.Equal((4, 2), (report.Shards, report.Epochs));
        Assert.Null(report.Chain);
        using EconomyLedger ledger = _market.OpenLedger();
        Assert.Equal(ledger.LastHash, report.LastHash);
        foreach (AuditedAccount account in report.Accounts)
        {
            // What stands in the accounts is what was earned and neither paid nor lost; and the steps lead to it.
            Assert.Equal(account.Earned, account.PaidOut + account.Forfeited + account.HeldBack + account.Payable);
            Assert.Equal(account.HeldBack + account.Payable, account.Steps.Aggregate(Amount.Zero, (sum, step) => sum + step.Amount));
        }

        AuditedAccount node = report.Accounts.Single(account => account.Kind == ValueAccountKind.NodePayable && account.Owner == TestMarket.Node(1).PublicKey);
        Assert.Equal(Amount.OfRender(20), node.Forfeited);
        Assert.Contains("16 of 24 assets: of 475 for nodes, of 1000 revenue of which 500 went to the fund", node.Steps[0].What, StringComparison.Ordinal);
        Assert.Null((await AuditAsync(options => options.KnownHash = report.LastHash)).Difference);
        Assert.Contains("was kept", (await AuditAsync(options => options.KnownHash = TestKeys.Leaf(1))).Difference, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheCommandSaysItAndItsExitCodeTells()
    {
        PiwaProcess piwa = new(Path.GetDirectoryName(_market.MarketDirectory)!);
        string[] arguments = ["audit", _market.MarketDirectory, "--dataset", _set, "--dataset", _fleet, "--verdicts", _market.VerdictPath];
        string text = (await piwa.RunAsync([.. arguments, "--account", TestMarket.Node(2).PublicKey.ToString()])).Exits(0).Output;
        Assert.Contains("was not asked", text, StringComparison.Ordinal);
        Assert.Contains("paid out as 'paid'", text, StringComparison.Ordinal);
        Assert.Contains("\"sound\":true", (await piwa.RunAsync([.. arguments, "--json"])).Exits(0).Output, StringComparison.Ordinal);
        TestMarket.Drop(_fleet, 0);
        Assert.Contains("no data set has it", (await piwa.RunAsync(arguments)).Exits(78).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AShardThatIsInNoDataSetIsFound()
    {
        TestMarket.Drop(_fleet, 0);
        Assert.Contains("and no data set has it", await DifferenceAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AShardThatWasLeftOutIsFound()
    {
        await RewriteAsync(statement => statement with { Shards = [.. statement.Shards.Where(shard => shard.By != ShardEvidence.Fleet)] });
        Assert.Contains("it was left out", await DifferenceAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AShardThatCountsTwiceIsFound()
    {
        EpochStatement first = _market.Statements.Read(0);
        await RewriteAsync(statement => statement.Epoch == 0 ? statement : statement with
        {
            Shards = [.. statement.Shards.Append(first.Shards.First(shard => shard.By == ShardEvidence.Fleet)).OrderBy(shard => shard.At)],
        });
        Assert.Contains("counts twice", await DifferenceAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ARowCountThatIsAnotherIsFound()
    {
        await RewriteAsync(statement => statement with { Shards = [.. statement.Shards.Select(shard => shard.FirstAsset == 16 ? shard with { Rows = 7 } : shard)] });
        Assert.Contains("it has 8 of 8 assets", await DifferenceAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AShardOfAnotherNodeIsFound()
    {
        await RewriteAsync(statement => statement with
        {
            Shards = [.. statement.Shards.Select(shard => shard.By == ShardEvidence.Fleet ? shard with { Node = TestMarket.Node(3).PublicKey } : shard)],
        });
        Assert.Contains($"it was made by {TestMarket.Node(2).PublicKey}", await DifferenceAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AForgedVerdictIsFound()
    {
        await RewriteAsync(statement => statement with
        {
            Shards = [.. statement.Shards.Select(shard => shard.FirstAsset == 16 ? shard with { Sampled = 200 } : shard)],
        });
        Assert.Contains("has not signed this verdict", await DifferenceAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AForgedCatchIsFound()
    {
        await RewriteAsync(statement => statement with { Caught = [.. statement.Caught.Select(caught => caught with { Sampled = 3 })] });
        Assert.Contains("was caught", await DifferenceAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ACatchThatWasLeftOutIsFound()
    {
        await RewriteAsync(statement => statement with { Caught = [], Fallen = [] });
        Assert.Contains("and no statement says so", await DifferenceAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AValidatorThatTheAuditorDoesNotNameIsFound() =>
        Assert.Contains(TestMarket.Operator.PublicKey.ToString(), await DifferenceAsync(options => options.Validators = [TestMarket.Oracle.PublicKey]), StringComparison.Ordinal);

    [Fact]
    public async Task AStatementThatIsChangedOnTheWayIsFound()
    {
        string path = _market.Statements.PathOf(0);
        string text = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(path, text.Replace("\"labels\":[{", "\"labels\":[ {", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        Assert.Contains("not in the form", await DifferenceAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AStatementWithOtherLabelsThanTheLedgerIsFound()
    {
        await RewriteAsync(statement => statement with { Labels = [new WalletCount(TestKeys.Key(77), 4)] });
        Assert.Contains("labeller", await DifferenceAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task APayoutThatIsAnotherIsFoundThoughTheChainOfHashesIsWhole()
    {
        List<ValueEntry> entries;
        using (EconomyLedger ledger = _market.OpenLedger())
            entries = [.. ledger.Entries];
        ValueEntry closing = entries.First(entry => entry.Cause == ValueCause.Epoch);
        Posting[] postings = [.. closing.Postings];
        int from = Array.FindIndex(postings, posting => posting.Account.Kind == ValueAccountKind.NodePayable);
        postings[from] = postings[from] with { Amount = postings[from].Amount - new Amount(1) };
        postings[from + 1] = postings[from + 1] with { Amount = postings[from + 1].Amount + new Amount(1) };
        Rewrite(entries, closing with { Postings = postings });
        Assert.Contains($"entry {closing.Number} (Epoch 0)", await DifferenceAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatTheChainDoesNotHaveIsSaid()
    {
        Assert.Contains("there is no payment 'second'", await DifferenceAsync(options => options.Evidence = new Chain("payment", "paid")), StringComparison.Ordinal);
        Assert.Contains("there is no payout 'paid'", await DifferenceAsync(options => options.Evidence = new Chain("payment", "second")), StringComparison.Ordinal);
        MarketAuditReport report = await AuditAsync(options => options.Evidence = new Chain("payment", "second", "paid"));
        Assert.Equal((null, "a chain"), (report.Difference, report.Chain));
    }

    private async Task<string?> DifferenceAsync(Action<MarketAuditOptions>? change = null) => (await AuditAsync(change)).Difference;

    private Task<MarketAuditReport> AuditAsync(Action<MarketAuditOptions>? change = null)
    {
        MarketAuditOptions options = new() { MarketDirectory = _market.MarketDirectory, Sources = _market.Sources, VerdictFiles = [_market.VerdictPath] };
        change?.Invoke(options);
        return MarketAuditor.RunAsync(options, TestContext.Current.CancellationToken);
    }

    /// <summary>Writes all statements anew, each naming the one before as it is now: as whoever keeps them can.</summary>
    private async Task RewriteAsync(Func<EpochStatement, EpochStatement> change)
    {
        EpochStatements statements = _market.Statements;
        Piwa.Pipeline.Encoding.ContentHash last = default;
        for (long epoch = 0; epoch < statements.Count; epoch++)
        {
            EpochStatement changed = change(statements.Read(epoch)) with { Previous = last };
            last = changed.Hash;
            await using FileStream file = File.Create(statements.PathOf(epoch));
            changed.Write(file);
        }
    }

    /// <summary>Writes the ledger anew with one entry changed, and all hashes behind it made good.</summary>
    private void Rewrite(List<ValueEntry> entries, ValueEntry changed)
    {
        File.Delete(_market.LedgerPath);
        using ValueLog log = new(FileLogStorage.Open(_market.LedgerPath, ValueLog.Head()), new ValueBalances());
        foreach (ValueEntry each in entries)
        {
            ValueEntry entry = each.Number == changed.Number ? changed : each;
            log.Enter(entry.Cause, entry.Key, entry.Data, entry.Postings, entry.Time);
        }
    }

    private sealed class Chain(params string[] known) : IPayoutEvidence
    {
        public string Name => "a chain";

        public ValueTask<string?> FindPaymentFaultAsync(string reference, PublicKey buyer, Amount amount, CancellationToken cancellationToken = default) =>
            new(buyer != Buyer || amount <= Amount.Zero ? "it is of another" : known.Contains(reference) ? null : $"there is no payment '{reference}'");

        public ValueTask<string?> FindPayoutFaultAsync(string key, PublicKey owner, Amount amount, CancellationToken cancellationToken = default) =>
            new(amount != Amount.OfRender(1) ? "it is another amount" : known.Contains(key) ? null : $"there is no payout '{key}'");
    }
}
