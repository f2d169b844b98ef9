using Piwa.Chain.Anchoring;
using Piwa.Pipeline;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Verification;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Pipeline;

public sealed class AnchoringTests : IDisposable
{
    private static readonly Campaign Anchored = SmallRun.Campaign with { Chain = ChainPolicy.Anchor };

    private readonly TemporaryDirectory _home = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Wallet => _home["wallet.json"];

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData(ChainPolicy.Mint, 20, 0)]
    [InlineData(ChainPolicy.Anchor, 0, 20)]
    [InlineData(ChainPolicy.Both, 20, 20)]
    public async Task ThePolicyDecidesWhatIsOnTheLedgerAndAllOfItIsProven(ChainPolicy policy, long minted, long anchored)
    {
        RunReport report = await RunAsync("a", 20, SmallRun.Campaign with { Chain = policy });
        Assert.Equal((20, minted, anchored), (report.Progress.Completed, report.Minted, report.Anchored));
        VerifyReport verified = await VerifyAsync("a");
        Assert.Empty(verified.Findings);
        Assert.Equal((minted, anchored), (verified.ProofsVerified, verified.AnchorsVerified));
    }

    [Fact]
    public async Task CampaignsWithoutAnchorsAreWrittenAsBefore()
    {
        await RunAsync("a", 1, SmallRun.Campaign);
        await RunAsync("b", 1, Anchored);
        Assert.DoesNotContain("chain", File.ReadAllText(Path.Combine(_home["a"], "campaign.json")), StringComparison.Ordinal);
        Assert.Contains("\"chain\":\"Anchor\"", File.ReadAllText(Path.Combine(_home["b"], "campaign.json")), StringComparison.Ordinal);
        DatasetMismatchException other = await Assert.ThrowsAsync<DatasetMismatchException>(() => RunAsync("b", 2, SmallRun.Campaign));
        Assert.Contains("its chain policy is Anchor, not Mint", other.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheSameCampaignGivesTheSameAnchorsWhateverBatchesAndInterruptions()
    {
        await RunAsync("a", 20, Anchored);
        await SmallRun.RunAsync(_home["b"], 8, options => (options.Campaign, options.BatchAssets, options.Threads) = (Anchored, 5, 1));
        await SmallRun.RunAsync(_home["b"], 20, options => (options.Campaign, options.BatchAssets) = (Anchored, 1));
        string[] all = ["a", "b"];
        AnchorProof[] proofs = [.. (await Task.WhenAll(all.Select(name => PromoteAsync(name, 19)))).Select(promotions => promotions[0].Proof)];
        Assert.Equal(proofs[0].Anchor, proofs[1].Anchor);
        Assert.Equal(proofs[0].Root, proofs[1].Root);
        Assert.Equal(2, proofs[0].Anchor.Index);
    }

    [Fact]
    public async Task ShardsThatWereCommittedButNotAnchoredAreAnchoredByTheNextRun()
    {
        await RunAsync("a", 20, Anchored);
        Directory.Delete(Path.Combine(_home["a"], "ledger"), recursive: true);
        Assert.NotEmpty((await VerifyAsync("a")).Findings);
        RunReport report = await RunAsync("a", 20, Anchored);
        Assert.Equal((0, 20), (report.Progress.Admitted, report.Anchored));
        Assert.Empty((await VerifyAsync("a")).Findings);
    }

    [Fact]
    public async Task ACancelledRunIsContinuedToTheSameAnchors()
    {
        using var cancel = new CancellationTokenSource();
        PiwaPipeline pipeline = SmallRun.Pipeline(_home["a"], options => (options.Campaign, options.RecipeSource) = (Anchored, inner =>
            new SmallRun.Faulty(inner, (index, recipe) =>
            {
                if (index == 30)
                    cancel.Cancel();
                return recipe;
            })));
        RunReport stopped = await pipeline.RunAsync(40, null, cancel.Token);
        SmallRun.AssertLaw(stopped.Progress);
        Assert.True(stopped.WasCancelled);
        Assert.Equal(stopped.Progress.Completed, stopped.Anchored);
        Assert.Empty((await VerifyAsync("a")).Findings);
        Assert.Equal(40, (await RunAsync("a", 40, Anchored)).Anchored);
        Assert.Empty((await VerifyAsync("a")).Findings);
    }

    // Of the second of three shards nothing can be made.
    [Fact]
    public async Task AShardWithoutRowsIsNotAnchoredAndTakesNoNumber()
    {
        RunReport report = await SmallRun.RunAsync(_home["a"], 24, options => (options.Campaign, options.RecipeSource) = (Anchored, inner =>
            new SmallRun.Faulty(inner, (index, recipe) => index / 8 == 1 ? SmallRun.CutAway(recipe) : recipe)));
        Assert.Equal((16, 8, 16), (report.Progress.Completed, report.Progress.DeadLettered, report.Anchored));
        Assert.Equal(16, (await VerifyAsync("a")).AnchorsVerified);
        Assert.Equal(1, (await PromoteAsync("a", 16))[0].Proof.Anchor.Index);
        ArgumentException dead = await Assert.ThrowsAsync<ArgumentException>(() => PromoteAsync("a", 9));
        Assert.Contains("dead letter", dead.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnAssetIsPromotedOnceAndTheNftIsWhatWasAnchored()
    {
        await RunAsync("a", 20, Anchored);
        IReadOnlyList<Promotion> promotions = await PromoteAsync("a", 17, 3, 4);
        Assert.Equal([17UL, 3, 4], promotions.Select(promotion => promotion.Proof.Asset.Index));
        Assert.All(promotions, promotion => Assert.True(promotion.Verify(promotion.Proof.Root)));
        AlreadyPromotedException again = await Assert.ThrowsAsync<AlreadyPromotedException>(() => PromoteAsync("a", 5, 3));
        Assert.Contains(promotions[1].Asset.AssetId.ToString(), again.Message, StringComparison.Ordinal);
        Assert.Equal(5UL, (await PromoteAsync("a", 5))[0].Proof.Asset.Index);

        // More is anchored; what was promoted stays proven.
        await RunAsync("a", 30, Anchored);
        VerifyReport verified = await VerifyAsync("a");
        Assert.Empty(verified.Findings);
        Assert.Equal((30L, 4), (verified.AnchorsVerified, verified.PromotionsVerified));
    }

    [Fact]
    public async Task ALostRegisterIsAFindingAndStopsPromotion()
    {
        await RunAsync("a", 8, Anchored);
        await PromoteAsync("a", 1);
        File.Delete(Path.Combine(_home["a"], "promotions.log"));
        Assert.Contains(await FindingsAsync("a"), finding => finding.Contains("promotions", StringComparison.Ordinal));
        await Assert.ThrowsAsync<PromotionRegisterException>(() => PromoteAsync("a", 1));
    }

    [Fact]
    public async Task OnlyAnchoredAssetsOfTheDataSetArePromoted()
    {
        await RunAsync("minted", 8, SmallRun.Campaign);
        await RunAsync("a", 8, Anchored);
        foreach ((string name, ulong[] assets, string expected) in ((string, ulong[], string)[])
            [("minted", [1], "--chain anchor"), ("a", [8], "no asset 8"), ("a", [1, 1], "twice"), ("a", [], "No asset")])
        {
            ArgumentException error = await Assert.ThrowsAsync<ArgumentException>(() => PromoteAsync(name, assets));
            Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        }

        await Assert.ThrowsAsync<DatasetMismatchException>(
            () => DatasetPromoter.PromoteAsync(_home["a"], [1], _home["other.json"], cancellationToken: Token));
        Assert.Equal(0, (await VerifyAsync("a")).PromotionsVerified);
    }

    // The rows are whole and true to themselves, and so is the manifest: only the ledger knows better.
    [Fact]
    public async Task AShardOfAnotherContentIsNotTheAnchoredOne()
    {
        await RunAsync("a", 16, Anchored);
        await RunAsync("c", 16, Anchored with { Seed = 2 });
        Directory.Delete(Path.Combine(_home["c"], "ledger"), recursive: true);
        CopyLedger("a", "c");
        IReadOnlyList<string> findings = await FindingsAsync("c");
        Assert.Equal(2, findings.Count(finding => finding.Contains("is not that of its rows", StringComparison.Ordinal)));
    }

    private void CopyLedger(string from, string to)
    {
        Directory.CreateDirectory(Path.Combine(_home[to], "ledger"));
        foreach (string file in Directory.GetFiles(Path.Combine(_home[from], "ledger")))
            File.Copy(file, Path.Combine(_home[to], "ledger", Path.GetFileName(file)));
    }

    private Task<RunReport> RunAsync(string name, ulong assets, Campaign campaign) =>
        SmallRun.RunAsync(_home[name], assets, options => options.Campaign = campaign);

    private Task<IReadOnlyList<Promotion>> PromoteAsync(string name, params ulong[] assets) =>
        DatasetPromoter.PromoteAsync(_home[name], assets, Wallet, cancellationToken: Token);

    private Task<VerifyReport> VerifyAsync(string name) => DatasetVerifier.VerifyAsync(
        _home[name], new VerifyOptions { Samples = 1, Device = "host", Threads = 1, SampleSeed = 1 }, null, Token);

    private async Task<IReadOnlyList<string>> FindingsAsync(string name) => (await VerifyAsync(name)).Findings;
}
