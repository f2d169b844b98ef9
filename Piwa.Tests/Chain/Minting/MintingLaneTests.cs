using Piwa.Chain.Bubblegum;
using Piwa.Chain.Keys;
using Piwa.Chain.Minting;
using Piwa.Chain.Rpc;
using Piwa.Chain.Trees;
using Piwa.Tests.Chain.Ledger;

namespace Piwa.Tests.Chain.Minting;

public sealed class MintingLaneTests : IDisposable
{
    private readonly TestLedger _test = new();
    private readonly Keypair _delegate = TestKeys.Pair("delegate");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _test.Dispose();
        _delegate.Dispose();
    }

    [Fact]
    public async Task EveryAssetStandsAtItsNumberWithTheLeafOfItsRequest()
    {
        using MintingLane lane = await OpenAsync();
        MintRequest[] requests = Requests(50);
        MintReport report = await lane.MintAsync(0, requests, Token);
        Assert.Equal((0, 50), (report.AlreadyMinted, report.Minted));
        Assert.Equal(50, lane.MintedCount);
        PublicKey tree = Assert.Single(lane.Trees);
        for (int i = 0; i < requests.Length; i++)
        {
            MintedAsset asset = await lane.GetAssetAsync(i, Token);
            LeafSchema leaf = LeafSchema.ForMint(tree, (ulong)i, requests[i].Owner, requests[i].Delegate ?? requests[i].Owner,
                requests[i].Metadata);
            Assert.Equal(new MintedAsset(i, leaf.AssetId, tree, (uint)i, leaf.Hash()), asset);
        }
    }

    [Fact]
    public async Task EveryAssetHasAProofThatLeadsToTheRootOnTheLedger()
    {
        using MintingLane lane = await OpenAsync(options => options.MaximumTreeDepth = 5);
        await lane.MintAsync(0, Requests(70), Token);
        Assert.Equal(3, lane.Trees.Count);
        for (int i = 0; i < 70; i++)
        {
            AssetProof proof = await lane.GetProofAsync(i, Token);
            Assert.True(proof.Verify());
            Assert.Equal(_test.Tree(proof.Asset.Tree).Root, proof.Root);
            Assert.Equal(i, proof.Asset.Index);
            Assert.False((proof with { Root = TestKeys.Leaf(0) }).Verify());
            Assert.False((proof with { Asset = proof.Asset with { LeafHash = TestKeys.Leaf(0) } }).Verify());
        }

        Assert.Equal(70, await lane.VerifyAsync(Token));
    }

    // And the program itself accepts the proofs.
    [Fact]
    public async Task ProofsSatisfyTheCompressionProgram()
    {
        using MintingLane lane = await OpenAsync();
        await lane.MintAsync(0, Requests(20), Token);
        AssetProof proof = await lane.GetProofAsync(13, Token);
        _test.Send(CompressionInstructions.VerifyLeaf(CompressionProgram.Spl, proof.Asset.Tree, proof.Root, proof.Proof));
    }

    [Fact]
    public async Task ProofsFollowTheTreeAsItGrows()
    {
        using MintingLane lane = await OpenAsync();
        await lane.MintAsync(0, Requests(5), Token);
        AssetProof early = await lane.GetProofAsync(2, Token);
        await lane.MintAsync(5, Requests(10)[5..], Token);
        AssetProof late = await lane.GetProofAsync(2, Token);
        Assert.True(early.Verify() && late.Verify());
        Assert.NotEqual(early.Root, late.Root);
    }

    // Eight leaves fit the smallest tree.
    [Theory]
    [InlineData(7, 1)]
    [InlineData(8, 1)]
    [InlineData(9, 2)]
    [InlineData(16, 2)]
    [InlineData(17, 3)]
    public async Task FullTreeIsFollowedByTheNext(int count, int trees)
    {
        using MintingLane lane = await OpenAsync(options => options.MaximumTreeDepth = 3);
        await lane.MintAsync(0, Requests(count), Token);
        Assert.Equal(trees, lane.Trees.Count);
        await AssertExactlyOnceAsync(lane, count);
    }

    [Theory]
    [InlineData(8, 3)]
    [InlineData(9, 5)]
    [InlineData(1000, 10)]
    [InlineData(2_000_000, 20)]
    public async Task TreeIsSizedForWhatIsExpected(long expected, int depth)
    {
        using MintingLane lane = await OpenAsync(options => options.ExpectedCount = expected);
        await lane.MintAsync(0, Requests(1), Token);
        Assert.Equal(depth, _test.Tree(lane.Trees[0]).Size.Depth);
    }

    // 2,500 assets: two full trees of 1,024, and 452 more fit one of 512.
    [Fact]
    public async Task LastTreeIsSizedForTheRest()
    {
        using MintingLane lane = await OpenAsync(options => (options.ExpectedCount, options.MaximumTreeDepth) = (2500, 10));
        await lane.MintAsync(0, Requests(2100), Token);
        Assert.Equal([10, 10, 9], lane.Trees.Select(tree => _test.Tree(tree).Size.Depth));
    }

    [Fact]
    public async Task MoreThanExpectedIsMintedAllTheSame()
    {
        using MintingLane lane = await OpenAsync(options => options.ExpectedCount = 1);
        await lane.MintAsync(0, Requests(8), Token);
        await lane.MintAsync(8, Requests(30)[8..], Token);
        await AssertExactlyOnceAsync(lane, 30);
    }

    [Fact]
    public async Task ReopenedLaneGoesOnWhereItWas()
    {
        using (MintingLane lane = await OpenAsync(options => options.MaximumTreeDepth = 3))
            await lane.MintAsync(0, Requests(11), Token);
        _test.Reopen();
        using MintingLane again = await OpenAsync(options => options.MaximumTreeDepth = 3);
        Assert.Equal(11, again.MintedCount);
        MintReport report = await again.MintAsync(0, Requests(20), Token);
        Assert.Equal((11, 9), (report.AlreadyMinted, report.Minted));
        await AssertExactlyOnceAsync(again, 20);
    }

    [Fact]
    public async Task MintingTheSameListAgainDoesNothing()
    {
        using MintingLane lane = await OpenAsync();
        await lane.MintAsync(0, Requests(10), Token);
        long before = new FileInfo(_test.LogPath).Length;
        Assert.Equal(new MintReport(10, 0, 0), await lane.MintAsync(0, Requests(10), Token));
        Assert.Equal(new MintReport(3, 0, 0), await lane.MintAsync(4, Requests(7)[4..], Token));
        Assert.Equal(new MintReport(0, 0, 0), await lane.MintAsync(10, [], Token));
        Assert.Equal(before, new FileInfo(_test.LogPath).Length);
    }

    [Fact]
    public async Task ListWithAGapIsRefused()
    {
        using MintingLane lane = await OpenAsync();
        await lane.MintAsync(0, Requests(3), Token);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await lane.MintAsync(4, Requests(5)[4..], Token));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await lane.MintAsync(-1, Requests(5), Token));
        Assert.Equal(3, lane.MintedCount);
    }

    [Fact]
    public async Task ChangedListIsNoticed()
    {
        using MintingLane lane = await OpenAsync();
        await lane.MintAsync(0, Requests(5), Token);
        MintRequest[] changed = Requests(8);
        changed[2] = changed[2] with { Owner = TestKeys.Key(999) };
        ForeignLeafException error = await Assert.ThrowsAsync<ForeignLeafException>(async () => await lane.MintAsync(0, changed, Token));
        Assert.Contains("Asset 2", error.Message, StringComparison.Ordinal);
        Assert.Equal(5, lane.MintedCount);
    }

    [Fact]
    public async Task ForeignLeafStopsTheLane()
    {
        using MintingLane lane = await OpenAsync();
        await lane.MintAsync(0, Requests(5), Token);
        _test.Ledger.RequestAirdrop(_delegate.PublicKey, 1_000_000_000);
        _test.Send([_delegate], BubblegumInstructions.MintV1(
            MintAccounts.For(lane.Trees[0], _test.Payer.PublicKey, _delegate.PublicKey), TestKeys.Key(1), TestKeys.Key(1),
                new MetadataArgs { Name = "foreign" }));

        ForeignLeafException error = await Assert.ThrowsAsync<ForeignLeafException>(async () =>
            await lane.MintAsync(5, Requests(9)[5..], Token));
        Assert.Contains(lane.Trees[0].ToString(), error.Message, StringComparison.Ordinal);
        Assert.Equal(6UL, _test.Config(lane.Trees[0]).MintedCount);

        // Opened anew, the lane counts the leaf, and the list shows that it is not its own.
        using MintingLane again = await OpenAsync();
        await Assert.ThrowsAsync<ForeignLeafException>(async () => await again.MintAsync(0, Requests(9), Token));
        Assert.Equal(6UL, _test.Config(lane.Trees[0]).MintedCount);
    }

    [Fact]
    public async Task ForeignLeafBetweenTwoBatchesStopsTheLane()
    {
        FaultyLedger faulty = new(_test.Ledger);
        using MintingLane lane = await MintingLane.OpenAsync(faulty, Options(options => options.BatchTransactions = 1), Token);
        int sends = 0;
        faulty.AfterSend = () =>
        {
            // The first send creates the tree, the second mints.
            if (++sends == 2)
            {
                _test.Send([_delegate], BubblegumInstructions.MintV1(
                    MintAccounts.For(lane.Trees[0], _test.Payer.PublicKey, _delegate.PublicKey), TestKeys.Key(1), TestKeys.Key(1),
                        new MetadataArgs()));
            }
        };
        await Assert.ThrowsAsync<ForeignLeafException>(async () => await lane.MintAsync(0, Requests(40), Token));
        Assert.Equal(2, sends);
    }

    [Fact]
    public async Task RequestThatWouldBeRefusedIsRefusedBeforeAnythingIsSent()
    {
        using MintingLane lane = await OpenAsync();
        MintRequest[] requests = Requests(5);
        requests[4] = requests[4] with { Metadata = new MetadataArgs { Name = new string('x', 33) } };
        await Assert.ThrowsAsync<InvalidMetadataException>(async () => await lane.MintAsync(0, requests, Token));
        requests[4] = requests[4] with { Metadata = new MetadataArgs { Creators = [new Creator(TestKeys.Key(1), IsVerified: true, 100)] } };
        InvalidMetadataException error = await Assert.ThrowsAsync<InvalidMetadataException>(async () =>
            await lane.MintAsync(0, requests, Token));
        Assert.Equal(BubblegumError.CreatorDidNotVerify, error.Error);
        Assert.Empty(lane.Trees);

        requests[4] = requests[4] with
        {
            Metadata = new MetadataArgs
            {
                Creators = [new Creator(_delegate.PublicKey, IsVerified: true,
            100)]
            }
        };
        await lane.MintAsync(0, requests, Token);
    }

    [Fact]
    public async Task LaneThatRunsOutOfLamportsGoesOnWhenItHasSome()
    {
        using Keypair poor = TestKeys.Pair("poor");
        TreeSize size = TreeSize.ForLeaves(100);
        ulong treeCosts = size.RentLamports + 1_559_040 + 10_000;

        // The tree, three transactions of two signatures, and what must stay in the wallet.
        _test.Ledger.RequestAirdrop(poor.PublicKey, treeCosts + 30_000 + 890_880);
        MintingLaneOptions options = Options(each => (each.Payer, each.ExpectedCount) = (poor, 100));
        using MintingLane lane = await MintingLane.OpenAsync(_test.Ledger, options, Token);
        MintFailedException error = await Assert.ThrowsAsync<MintFailedException>(async () =>
            await lane.MintAsync(0, Requests(100), Token));
        Assert.Equal(TransactionErrorKind.InsufficientFundsForRent, error.Error!.Kind);
        Assert.Equal(lane.MintedCount, error.Index);
        Assert.InRange(lane.MintedCount, 1, 99);
        Assert.Equal((ulong)lane.MintedCount, _test.Config(lane.Trees[0]).MintedCount);

        _test.Ledger.RequestAirdrop(poor.PublicKey, 1_000_000_000);
        await lane.MintAsync(0, Requests(100), Token);
        await AssertExactlyOnceAsync(lane, 100);
    }

    [Fact]
    public async Task LanesOfOtherNamesDoNotMeet()
    {
        using MintingLane first = await OpenAsync(options => options.Name = "first");
        using MintingLane second = await OpenAsync(options => options.Name = "second");
        await first.MintAsync(0, Requests(3), Token);
        await second.MintAsync(0, Requests(5), Token);
        Assert.Equal((3, 5), (first.MintedCount, second.MintedCount));
        Assert.Empty(first.Trees.Intersect(second.Trees));
    }

    [Fact]
    public async Task OneKeyMayPayAndMint()
    {
        using MintingLane lane = await OpenAsync(options => options.TreeDelegate = options.Payer);
        await lane.MintAsync(0, Requests(10), Token);
        await AssertExactlyOnceAsync(lane, 10);
    }

    // Lamports that somebody sent to the address of a tree to come make that address useless, and no more than that.
    [Fact]
    public async Task SpoiledAddressesAreLeftOut()
    {
        for (int number = 0; number < 3; number++)
        {
            PublicKey address = ProgramAddress.WithSeed(_delegate.PublicKey, $"lane/{number}", ProgramIds.SplAccountCompression);
            _test.Ledger.RequestAirdrop(address, 1_000_000);
        }

        using (MintingLane lane = await OpenAsync(options => options.MaximumTreeDepth = 3))
            await lane.MintAsync(0, Requests(20), Token);
        using MintingLane again = await OpenAsync();
        Assert.Equal(3, again.Trees.Count);
        await AssertExactlyOnceAsync(again, 20);
    }

    [Fact]
    public async Task AddressSpoiledAtTheLastMomentCostsOneCall()
    {
        using MintingLane lane = await OpenAsync();
        _test.Ledger.RequestAirdrop(ProgramAddress.WithSeed(_delegate.PublicKey, "lane/0", ProgramIds.SplAccountCompression), 1_000_000);
        MintFailedException error = await Assert.ThrowsAsync<MintFailedException>(async () => await lane.MintAsync(0, Requests(5), Token));
        Assert.Equal((1, 0U), (error.Error!.InstructionIndex, error.Error.CustomCode));
        await lane.MintAsync(0, Requests(5), Token);
        await AssertExactlyOnceAsync(lane, 5);
    }

    [Fact]
    public async Task CallersAtOnceMintEachAssetOnce()
    {
        using MintingLane lane = await OpenAsync(options => options.BatchTransactions = 1);
        MintReport[] reports = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
            Task.Run(async () => await lane.MintAsync(0, Requests(40), Token))));
        Assert.Equal(40, reports.Sum(report => report.Minted));
        await AssertExactlyOnceAsync(lane, 40);
    }

    [Fact]
    public async Task CancelledLaneStopsBetweenBatchesAndGoesOnLater()
    {
        FaultyLedger faulty = new(_test.Ledger);
        using MintingLane lane = await MintingLane.OpenAsync(faulty, Options(options => options.BatchTransactions = 1), Token);
        using CancellationTokenSource source = new();
        int sends = 0;
        faulty.AfterSend = () =>
        {
            if (++sends == 3)
                source.Cancel();
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await lane.MintAsync(0, Requests(40), source.Token));
        Assert.InRange(lane.MintedCount, 1, 39);
        await lane.MintAsync(0, Requests(40), Token);
        await AssertExactlyOnceAsync(lane, 40);
    }

    [Fact]
    public async Task AssetsThatWereNotMintedAreNotFound()
    {
        using MintingLane lane = await OpenAsync();
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await lane.GetAssetAsync(0, Token));
        await lane.MintAsync(0, Requests(2), Token);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await lane.GetAssetAsync(2, Token));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await lane.GetProofAsync(-1, Token));
    }

    [Fact]
    public async Task OptionsAreCheckedTogether()
    {
        MintingLaneOptions options = new()
        {
            Name = new string('x', 21),
            ExpectedCount = 0,
            MaximumTreeDepth = 31,
            BatchTransactions = 0,
            CachedTrees = 0,
        };
        ArgumentException error = await Assert.ThrowsAsync<ArgumentException>(async () =>
            await MintingLane.OpenAsync(_test.Ledger, options, Token));
        foreach (string name in (string[])["Name", "Payer", "TreeDelegate", "ExpectedCount", "MaximumTreeDepth", "BatchTransactions",
            "CachedTrees"])
            Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ManyTreesAreProvedWithFewInMemory()
    {
        using MintingLane lane = await OpenAsync(options => (options.MaximumTreeDepth, options.CachedTrees) = (3, 1));
        await lane.MintAsync(0, Requests(24), Token);
        foreach (int index in (int[])[0, 23, 1, 9, 22, 8, 0])
            Assert.True((await lane.GetProofAsync(index, Token)).Verify());
    }

    private static MintRequest[] Requests(int count) => LaneTestSupport.Requests(count);

    private MintingLaneOptions Options(Action<MintingLaneOptions>? configure = null)
    {
        MintingLaneOptions options = new() { Payer = _test.Payer, TreeDelegate = _delegate, ExpectedCount = 1000 };
        configure?.Invoke(options);
        return options;
    }

    private ValueTask<MintingLane> OpenAsync(Action<MintingLaneOptions>? configure = null) =>
        MintingLane.OpenAsync(_test.Ledger, Options(configure), Token);

    private Task AssertExactlyOnceAsync(MintingLane lane, int count) =>
        LaneTestSupport.AssertExactlyOnceAsync(_test.Ledger, lane, count, Token);
}
