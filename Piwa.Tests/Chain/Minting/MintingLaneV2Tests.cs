using Piwa.Chain.Bubblegum;
using Piwa.Chain.Collections;
using Piwa.Chain.Keys;
using Piwa.Chain.Minting;
using Piwa.Chain.Trees;
using Piwa.Tests.Chain.Ledger;

namespace Piwa.Tests.Chain.Minting;

/// <summary>What a lane of version 2 does besides what all lanes do.</summary>
public sealed class MintingLaneV2Tests : IDisposable
{
    private readonly TestLedger _test = new();
    private readonly Keypair _delegate = TestKeys.Pair("delegate");
    private readonly Keypair _authority = TestKeys.Pair("authority");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _test.Dispose();
        _delegate.Dispose();
        _authority.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task EveryAssetStandsAtItsNumberWithTheLeafOfItsRequest(bool hasCollection)
    {
        PublicKey? collection = hasCollection ? MakeCollection() : null;
        using MintingLane lane = await OpenAsync(options => SetCollection(options, collection));
        MintRequest[] requests = LaneTestSupport.Requests(50);
        await lane.MintAsync(0, requests, Token);
        PublicKey tree = Assert.Single(lane.Trees);
        Assert.Equal(ProgramIds.MplAccountCompression, _test.Ledger.GetAccountInfo(tree)!.Owner);
        Assert.Equal(LeafVersion.V2, _test.Config(tree).Version);
        for (int i = 0; i < requests.Length; i++)
        {
            LeafSchema leaf = LaneTestSupport.LeafOf(requests[i], tree, i, LeafVersion.V2, collection);
            Assert.Equal(new MintedAsset(i, leaf.AssetId, tree, (uint)i, leaf.Hash()), await lane.GetAssetAsync(i, Token));
        }
    }

    // And the program itself accepts them.
    [Fact]
    public async Task EveryAssetHasAProof()
    {
        PublicKey collection = MakeCollection();
        using MintingLane lane = await OpenAsync(options =>
        {
            SetCollection(options, collection);
            options.MaximumTreeDepth = 5;
        });
        await lane.MintAsync(0, LaneTestSupport.Requests(70), Token);
        Assert.Equal(3, lane.Trees.Count);
        for (int i = 0; i < 70; i++)
        {
            AssetProof proof = await lane.GetProofAsync(i, Token);
            Assert.True(proof.Verify());
            _test.Send(CompressionInstructions.VerifyLeaf(CompressionProgram.Mpl, proof.Asset.Tree, proof.Root, proof.Proof));
        }

        await LaneTestSupport.AssertExactlyOnceAsync(_test.Ledger, lane, 70, Token, collection);
    }

    [Fact]
    public async Task ReopenedLaneGoesOnWhereItWas()
    {
        PublicKey collection = MakeCollection();
        for (int count = 11; count <= 20; count += 9)
        {
            using MintingLane lane = await OpenAsync(options =>
            {
                SetCollection(options, collection);
                options.MaximumTreeDepth = 3;
            });
            await lane.MintAsync(0, LaneTestSupport.Requests(count), Token);
            await LaneTestSupport.AssertExactlyOnceAsync(_test.Ledger, lane, count, Token, collection);
            _test.Reopen();
        }
    }

    // Lanes of a name have trees of one version; an anchoring lane of the same name has none.
    [Theory]
    [InlineData(LeafVersion.V1, LeafVersion.V2)]
    [InlineData(LeafVersion.V2, LeafVersion.V1)]
    public async Task LaneKeepsTheVersionThatItBeganWith(LeafVersion first, LeafVersion second)
    {
        using (LaneUnderTest anchors = await LaneUnderTest.OpenAsync(
            _test.Ledger, LaneUnderTest.Options(LaneForm.Anchor, _test.Payer, _test.Payer), Token))
        {
            await anchors.AppendAsync(0, 3, Token);
        }

        PublicKey tree;
        using (MintingLane lane = await OpenAsync(options => options.Version = first))
        {
            await lane.MintAsync(0, LaneTestSupport.Requests(3), Token);
            tree = lane.Trees[0];
        }

        InvalidOperationException stop = await Assert.ThrowsAsync<InvalidOperationException>(async () =>
            await OpenAsync(options => options.Version = second));
        Assert.Contains(tree.ToString(), stop.Message, StringComparison.Ordinal);
        Assert.Contains("version", stop.Message, StringComparison.Ordinal);
        using MintingLane renamed = await OpenAsync(options => (options.Version, options.Name) = (second, "other"));
        Assert.Equal(0, renamed.MintedCount);
        using MintingLane again = await OpenAsync(options => options.Version = first);
        Assert.Equal(3, again.MintedCount);
    }

    [Fact]
    public async Task AnchorsOfTheSameNameAreAnotherLane()
    {
        using (LaneUnderTest anchors = await LaneUnderTest.OpenAsync(
            _test.Ledger, LaneUnderTest.Options(LaneForm.Anchor, _test.Payer, _delegate), Token))
        {
            await anchors.AppendAsync(0, 3, Token);
        }

        using MintingLane lane = await OpenAsync();
        await lane.MintAsync(0, LaneTestSupport.Requests(3), Token);
        await LaneTestSupport.AssertExactlyOnceAsync(_test.Ledger, lane, 3, Token);
    }

    // The collection is part of what a leaf says.
    [Fact]
    public async Task ChangedCollectionIsNoticed()
    {
        using (MintingLane lane = await OpenAsync())
            await lane.MintAsync(0, LaneTestSupport.Requests(3), Token);
        PublicKey collection = MakeCollection();
        using MintingLane changed = await OpenAsync(options => SetCollection(options, collection));
        ForeignLeafException stop = await Assert.ThrowsAsync<ForeignLeafException>(async () =>
            await changed.MintAsync(0, LaneTestSupport.Requests(5), Token));
        Assert.Contains("Asset 0", stop.Message, StringComparison.Ordinal);
        Assert.Equal(3, changed.MintedCount);
    }

    [Fact]
    public async Task OneKeyMayPayMintAndDecideOverTheCollection()
    {
        PublicKey collection = LaneUnderTest.MakeCollection(_test.Ledger, _test.Payer);
        foreach (ISigner? authority in (ISigner?[])[null, _test.Payer])
        {
            using MintingLane lane = await OpenAsync(options =>
            {
                options.Name = $"lane {authority is null}";
                options.TreeDelegate = _test.Payer;
                options.Collection = collection;
                options.CollectionAuthority = authority;
            });
            await lane.MintAsync(0, LaneTestSupport.Requests(10), Token);
            await LaneTestSupport.AssertExactlyOnceAsync(_test.Ledger, lane, 10, Token, collection);
        }

        Assert.Equal(20U, CoreCollectionAccount.Parse(_test.Ledger.GetAccountInfo(collection)!.Data.Span).MintedCount);
    }

    [Fact]
    public async Task WhoDoesNotDecideOverTheCollectionMintsNothing()
    {
        PublicKey collection = MakeCollection();
        using MintingLane lane = await OpenAsync(options => options.Collection = collection);
        MintFailedException failure =
            await Assert.ThrowsAsync<MintFailedException>(async () => await lane.MintAsync(0, LaneTestSupport.Requests(5), Token));
        Assert.Equal((uint)BubblegumError.InvalidCollectionAuthority, failure.Error!.CustomCode);
        Assert.Equal(0, lane.MintedCount);

        using MintingLane corrected = await OpenAsync(options => SetCollection(options, collection));
        await corrected.MintAsync(0, LaneTestSupport.Requests(5), Token);
        await LaneTestSupport.AssertExactlyOnceAsync(_test.Ledger, corrected, 5, Token, collection);
    }

    [Fact]
    public async Task RequestThatWouldBeRefusedIsRefusedBeforeAnythingIsSent()
    {
        PublicKey collection = MakeCollection();
        using MintingLane lane = await OpenAsync(options => SetCollection(options, collection));
        MintRequest[] requests = LaneTestSupport.Requests(3);
        MetadataArgs[] refused =
        [
            new() { Name = new string('x', 33) },
            new() { Name = "no place", EditionNonce = 1 },
            new() { Creators = [new Creator(TestKeys.Key(1), IsVerified: true, 100)] },
        ];
        foreach (MetadataArgs metadata in refused)
        {
            requests[2] = requests[2] with { Metadata = metadata };
            await Assert.ThrowsAsync<InvalidMetadataException>(async () => await lane.MintAsync(0, requests, Token));
        }

        Assert.Empty(lane.Trees);
        requests[2] = requests[2] with { Metadata = new() { Creators = [new Creator(_authority.PublicKey, IsVerified: true, 100)] } };
        await lane.MintAsync(0, requests, Token);
        Assert.Equal(3, lane.MintedCount);
    }

    [Fact]
    public async Task OptionsAreCheckedTogether()
    {
        MintingLaneOptions options = new() { Payer = _test.Payer, TreeDelegate = _delegate, Collection = TestKeys.Key(1) };
        ArgumentException error = await Assert.ThrowsAsync<ArgumentException>(async () =>
            await MintingLane.OpenAsync(_test.Ledger, options, Token));
        Assert.Contains("Collection needs Version V2", error.Message, StringComparison.Ordinal);
        options = new() { Payer = _test.Payer, TreeDelegate = _delegate, Version = (LeafVersion)2, CollectionAuthority = _authority };
        error = await Assert.ThrowsAsync<ArgumentException>(async () => await MintingLane.OpenAsync(_test.Ledger, options, Token));
        Assert.Contains("not 2", error.Message, StringComparison.Ordinal);
        Assert.Contains("CollectionAuthority", error.Message, StringComparison.Ordinal);
    }

    private PublicKey MakeCollection() => LaneUnderTest.MakeCollection(_test.Ledger, _test.Payer, _authority.PublicKey);

    private void SetCollection(MintingLaneOptions options, PublicKey? collection)
    {
        options.Collection = collection;
        options.CollectionAuthority = collection is null ? null : _authority;
    }

    private ValueTask<MintingLane> OpenAsync(Action<MintingLaneOptions>? configure = null)
    {
        MintingLaneOptions options = new()
        {
            Payer = _test.Payer,
            TreeDelegate = _delegate,
            ExpectedCount = 1000,
            Version = LeafVersion.V2,
        };
        configure?.Invoke(options);
        return MintingLane.OpenAsync(_test.Ledger, options, Token);
    }
}
