using Piwa.Chain.Anchoring;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Minting;
using Piwa.Chain.Trees;
using Piwa.Tests.Chain.Ledger;

namespace Piwa.Tests.Chain.Anchoring;

public sealed class AnchoringLaneTests : IDisposable
{
    private readonly TestLedger _test = new();
    private readonly Keypair _authority = TestKeys.Pair("authority");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _test.Dispose();
        _authority.Dispose();
    }

    [Fact]
    public async Task EveryRootStandsAtItsNumberInTheTreeOfTheWallet()
    {
        using AnchoringLane lane = await OpenAsync();
        Hash256[] roots = AnchorTestSupport.Roots(50);
        AnchorReport report = await lane.AnchorAsync(0, roots, Token);
        Assert.Equal((0, 50), (report.AlreadyAnchored, report.Anchored));
        PublicKey tree = Assert.Single(lane.Trees);
        Assert.Equal(_authority.PublicKey, _test.Tree(tree).Authority);
        for (int i = 0; i < roots.Length; i++)
            Assert.Equal(new ShardAnchor(i, tree, (uint)i, roots[i]), await lane.GetAnchorAsync(i, Token));
        await AnchorTestSupport.AssertExactlyOnceAsync(_test.Ledger, lane, 50, Token);
    }

    // Twenty appends were measured with a limit of compute units before them; the embedded ledger needs none, which leaves room for one
    // more. One transaction more creates the tree.
    [Theory]
    [InlineData(21, 2)]
    [InlineData(22, 3)]
    [InlineData(42, 3)]
    [InlineData(43, 4)]
    public async Task TransactionTakesAsManyRootsAsFit(int count, int transactions)
    {
        using AnchoringLane lane = await OpenAsync(options => options.Authority = options.Payer);
        Assert.Equal(transactions, (await lane.AnchorAsync(0, AnchorTestSupport.Roots(count), Token)).TransactionCount);
    }

    [Fact]
    public async Task TheSameRootsMakeTheSameTreesWhateverTheBatches()
    {
        using AnchoringLane whole = await OpenAsync(options => options.Name = "whole");
        await whole.AnchorAsync(0, AnchorTestSupport.Roots(20), Token);
        for (int batch = 1; batch <= 7; batch += 2)
        {
            using AnchoringLane lane = await OpenAsync(options => (options.Name, options.BatchTransactions) = ($"batch {batch}", batch));
            for (int next = 0; next < 20; next += batch)
                await lane.AnchorAsync(next, AnchorTestSupport.Roots(Math.Min(20, next + batch))[next..], Token);
            Assert.Equal(whole.Trees.Select(tree => _test.Tree(tree).Root), lane.Trees.Select(tree => _test.Tree(tree).Root));
        }
    }

    // Eight leaves fit the smallest tree.
    [Theory]
    [InlineData(7, 1)]
    [InlineData(8, 1)]
    [InlineData(9, 2)]
    [InlineData(17, 3)]
    public async Task FullTreeIsFollowedByTheNext(int count, int trees)
    {
        using AnchoringLane lane = await OpenAsync(options => options.MaximumTreeDepth = 3);
        await lane.AnchorAsync(0, AnchorTestSupport.Roots(count), Token);
        Assert.Equal(trees, lane.Trees.Count);
        await AnchorTestSupport.AssertExactlyOnceAsync(_test.Ledger, lane, count, Token);
    }

    [Fact]
    public async Task TreeIsOfDepthFourteenUnlessToldOtherwise()
    {
        using AnchoringLane lane = await OpenAsync();
        await lane.AnchorAsync(0, AnchorTestSupport.Roots(1), Token);
        Assert.Equal(new TreeSize(14, 64), _test.Tree(lane.Trees[0]).Size);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(64)]
    public async Task EveryAssetIsProvenInTwoLevelsAndATamperedProofIsNot(int rows)
    {
        using AnchoringLane lane = await OpenAsync();
        AnchoredShard[] shards = [.. Enumerable.Range(0, 3).Select(i => AnchorTestSupport.Shard((ulong)(i * rows), rows))];
        await lane.AnchorAsync(0, [.. shards.Select(shard => shard.Root)], Token);
        Hash256 root = _test.Tree(lane.Trees[0]).Root;
        for (int row = 0; row < rows; row++)
        {
            AnchoredAsset asset = shards[1].Assets[row];
            AnchorProof proof = await lane.GetProofAsync(1, asset, shards[1].GetProof(row), Token);
            Assert.Equal(root, proof.Root);
            Assert.True(proof.Verify(root));
            Assert.False(proof.Verify(TestKeys.Leaf(0)));
            Assert.False((proof with { Asset = asset with { Index = asset.Index + 1 } }).Verify(root));
            Assert.False((proof with { Asset = asset with { ContentHash = TestKeys.Leaf(0) } }).Verify(root));
            Assert.False((proof with { Asset = asset with { Owner = TestKeys.Key(99) } }).Verify(root));
            Assert.False((proof with { Asset = asset with { Delegate = TestKeys.Key(99) } }).Verify(root));
            Assert.False((proof with { Asset = asset with { DataHash = TestKeys.Leaf(0) } }).Verify(root));
            Assert.False((proof with { Asset = asset with { CreatorHash = TestKeys.Leaf(0) } }).Verify(root));
            Assert.False((proof with { InShard = shards[2].GetProof(row) }).Verify(root));
            Assert.False((proof with { Anchor = proof.Anchor with { LeafIndex = 0 } }).Verify(root));
            Assert.False((proof with { Anchor = proof.Anchor with { Root = TestKeys.Leaf(0) } }).Verify(root));
        }

        // The proof of another shard leads nowhere.
        Assert.False((await lane.GetProofAsync(2, shards[1].Assets[0], shards[1].GetProof(0), Token)).Verify(root));
    }

    [Fact]
    public async Task ProofsFollowTheTreeAsItGrowsAndSatisfyTheCompressionProgram()
    {
        AnchoredShard shard = AnchorTestSupport.Shard(0, 5);
        using AnchoringLane lane = await OpenAsync();
        await lane.AnchorAsync(0, [shard.Root], Token);
        AnchorProof early = await lane.GetProofAsync(0, shard.Assets[3], shard.GetProof(3), Token);
        await lane.AnchorAsync(1, AnchorTestSupport.Roots(30), Token);
        AnchorProof late = await lane.GetProofAsync(0, shard.Assets[3], shard.GetProof(3), Token);
        Assert.True(early.Verify(early.Root) && late.Verify(late.Root));
        Assert.False(early.Verify(late.Root));
        _test.Send(CompressionInstructions.VerifyLeaf(CompressionProgram.Spl, late.Anchor.Tree, late.Root, late.InTree));
    }

    [Fact]
    public async Task TheSameListAgainDoesNothingAndAChangedOneIsNoticed()
    {
        using (AnchoringLane lane = await OpenAsync())
            await lane.AnchorAsync(0, AnchorTestSupport.Roots(10), Token);
        _test.Reopen();
        using AnchoringLane again = await OpenAsync();
        Assert.Equal(new AnchorReport(10, 0, 0), await again.AnchorAsync(0, AnchorTestSupport.Roots(10), Token));
        Assert.Equal(new AnchorReport(4, 0, 0), await again.AnchorAsync(3, AnchorTestSupport.Roots(7)[3..], Token));
        Hash256[] changed = AnchorTestSupport.Roots(12);
        changed[2] = TestKeys.Leaf(999);
        ForeignLeafException error =
            await Assert.ThrowsAsync<ForeignLeafException>(async () => await again.AnchorAsync(0, changed, Token));
        Assert.Contains("Root 2", error.Message, StringComparison.Ordinal);
        Assert.Equal(10, again.AnchoredCount);
    }

    [Fact]
    public async Task ForeignAppendStopsTheLane()
    {
        using AnchoringLane lane = await OpenAsync();
        await lane.AnchorAsync(0, AnchorTestSupport.Roots(5), Token);
        _test.Send([_authority], CompressionInstructions.Append(CompressionProgram.Spl, lane.Trees[0], _authority.PublicKey, TestKeys.Leaf(77)));
        await Assert.ThrowsAsync<ForeignLeafException>(async () => await lane.AnchorAsync(5, AnchorTestSupport.Roots(6)[5..], Token));
    }

    // It leaves the number of leaves as it was.
    [Fact]
    public async Task ForeignReplacementStopsTheLane()
    {
        using AnchoringLane lane = await OpenAsync();
        Hash256[] roots = AnchorTestSupport.Roots(5);
        await lane.AnchorAsync(0, roots, Token);
        TreeSize size = _test.Tree(lane.Trees[0]).Size;
        MerkleTree nodes = MerkleTree.Build(size.Depth, roots);
        _test.Send([_authority], CompressionInstructions.ReplaceLeaf(
            CompressionProgram.Spl, lane.Trees[0], _authority.PublicKey, nodes.Root, nodes.GetProof(2), TestKeys.Leaf(77)));
        await Assert.ThrowsAsync<ForeignLeafException>(async () => await lane.AnchorAsync(5, AnchorTestSupport.Roots(6)[5..], Token));
    }

    [Fact]
    public async Task TreeThatWasHandedOverIsNotAppendedTo()
    {
        using (AnchoringLane lane = await OpenAsync())
        {
            await lane.AnchorAsync(0, AnchorTestSupport.Roots(5), Token);
            _test.Send([_authority], CompressionInstructions.TransferAuthority(
                CompressionProgram.Spl, lane.Trees[0], _authority.PublicKey, TestKeys.Key(3)));
        }

        InvalidOperationException error = await Assert.ThrowsAsync<InvalidOperationException>(async () => await OpenAsync());
        Assert.Contains(TestKeys.Key(3).ToString(), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ZeroRootsAndGapsAreRefused()
    {
        using AnchoringLane lane = await OpenAsync();
        await Assert.ThrowsAsync<ArgumentException>(async () => await lane.AnchorAsync(0, [Hash256.Zero], Token));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await lane.AnchorAsync(1, AnchorTestSupport.Roots(1), Token));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await lane.GetAnchorAsync(0, Token));
        Assert.Empty(lane.Trees);
    }

    [Fact]
    public void OptionsSayWhatIsMissing()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => new AnchoringLaneOptions { Name = "" }.ValidatedCopy());
        foreach (string expected in (string[])["Name must be", "Payer must be set", "Authority must be set"])
            Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    // Names of a minting lane and an anchoring lane may be the same only if their keys are not.
    [Fact]
    public async Task MintingLaneOfTheSameNameIsToldApart()
    {
        using MintingLane mints = await MintingLane.OpenAsync(
            _test.Ledger, new MintingLaneOptions { Payer = _test.Payer, TreeDelegate = _authority }, Token);
        await mints.MintAsync(0, [new MintRequest(AnchorTestSupport.Metadata(0), TestKeys.Key(0))], Token);
        InvalidOperationException error = await Assert.ThrowsAsync<InvalidOperationException>(async () => await OpenAsync());
        Assert.Contains("handed to", error.Message, StringComparison.Ordinal);
    }

    private ValueTask<AnchoringLane> OpenAsync(Action<AnchoringLaneOptions>? configure = null)
    {
        AnchoringLaneOptions options = new() { Payer = _test.Payer, Authority = _authority };
        configure?.Invoke(options);
        return AnchoringLane.OpenAsync(_test.Ledger, options, Token);
    }
}
