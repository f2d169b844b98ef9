using Piwa.Chain.Anchoring;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger;
using Piwa.Chain.Minting;
using Piwa.Tests.Chain.Ledger;
using Piwa.Tests.Chain.Minting;
using Piwa.Tests.Chain.Minting.Schedules;

namespace Piwa.Tests.Chain.Anchoring;

public sealed class AssetPromoterTests : IDisposable
{
    private const int Rows = 6;
    private const int Shards = 3;

    private static readonly PublicKey RegisterKey = TestKeys.Key(1);
    private static readonly AnchoredShard[] AllShards =
        [.. Enumerable.Range(0, Shards).Select(i => AnchorTestSupport.Shard((ulong)(i * Rows), Rows))];

    private readonly TestLedger _test = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string RegisterPath => Path.Combine(_test.Directory, "promotions.log");

    public void Dispose() => _test.Dispose();

    [Fact]
    public async Task PromotedAssetIsACompressedNftOfWhatWasAnchored()
    {
        using AnchoringLane anchors = await AnchorAsync();
        using MintingLane mints = await MintsAsync(_test.Ledger);
        using AssetPromoter promoter = AssetPromoter.Open(anchors, mints, RegisterPath);
        IReadOnlyList<Promotion> promotions = await promoter.PromoteAsync([await RequestAsync(anchors, 13), await RequestAsync(anchors, 2)], Token);
        Assert.Equal([13UL, 2UL], promotions.Select(promotion => promotion.Proof.Asset.Index));
        for (int i = 0; i < 2; i++)
        {
            Promotion promotion = promotions[i];
            Assert.True(promotion.Verify(_test.Tree(anchors.Trees[0]).Root));
            Assert.Equal(ProgramAddress.AssetId(mints.Trees[0], (ulong)i), promotion.Asset.AssetId);
            Assert.True((await mints.GetProofAsync(i, Token)).Verify());
            Assert.Equal(promotion, await promoter.GetPromotionAsync(i, Token), SameAsset);
            Assert.False((promotion with { Metadata = AnchorTestSupport.Metadata(99) }).Verify(promotion.Proof.Root));
            Assert.False((promotion with { Asset = promotion.Asset with { LeafHash = TestKeys.Leaf(0) } }).Verify(promotion.Proof.Root));
            Assert.False((promotion with { Asset = promotion.Asset with { AssetId = TestKeys.Key(0) } }).Verify(promotion.Proof.Root));
            Assert.False(promotion.Verify(TestKeys.Leaf(0)));
        }

        // Whoever reads the register finds the same, even after more was anchored.
        await anchors.AnchorAsync(Shards, [TestKeys.Leaf(5)], Token);
        using AssetPromoter reader = AssetPromoter.OpenReadOnly(anchors, mints, RegisterPath);
        Assert.Equal(2, reader.Count);
        Assert.Empty(await reader.VerifyAsync(Token));
    }

    [Fact]
    public async Task SecondPromotionIsRefusedAndNothingIsBegun()
    {
        using AnchoringLane anchors = await AnchorAsync();
        using MintingLane mints = await MintsAsync(_test.Ledger);
        using (AssetPromoter promoter = AssetPromoter.Open(anchors, mints, RegisterPath))
        {
            Promotion first = Assert.Single(await promoter.PromoteAsync([await RequestAsync(anchors, 4)], Token));
            AlreadyPromotedException again = await Assert.ThrowsAsync<AlreadyPromotedException>(
                async () => await promoter.PromoteAsync([await RequestAsync(anchors, 5), await RequestAsync(anchors, 4)], Token));
            Assert.Contains(first.Asset.AssetId.ToString(), again.Message, StringComparison.Ordinal);
            await Assert.ThrowsAsync<ArgumentException>(
                async () => await promoter.PromoteAsync([await RequestAsync(anchors, 5), await RequestAsync(anchors, 5)], Token));
        }

        _test.Reopen();
        using AnchoringLane anchorsAgain = await AnchorAsync();
        using MintingLane mintsAgain = await MintsAsync(_test.Ledger);
        using AssetPromoter reopened = AssetPromoter.Open(anchorsAgain, mintsAgain, RegisterPath);
        await Assert.ThrowsAsync<AlreadyPromotedException>(
            async () => await reopened.PromoteAsync([await RequestAsync(anchorsAgain, 4)], Token));
        Assert.Equal(1, reopened.Count);
        Assert.Equal(1, mintsAgain.MintedCount);
    }

    [Fact]
    public async Task WhatIsNotAnchoredIsNotPromoted()
    {
        using AnchoringLane anchors = await AnchorAsync();
        using MintingLane mints = await MintsAsync(_test.Ledger);
        using AssetPromoter promoter = AssetPromoter.Open(anchors, mints, RegisterPath);
        PromotionRequest good = await RequestAsync(anchors, 8);
        PromotionRequest[] bad =
        [
            good with { Metadata = AnchorTestSupport.Metadata(9) },
            good with { Proof = good.Proof with { Asset = good.Proof.Asset with { Owner = TestKeys.Key(77) } } },
            good with { Proof = good.Proof with { InShard = AllShards[1].GetProof(0) } },
            good with { Proof = good.Proof with { Anchor = good.Proof.Anchor with { Index = Shards } } },
            good with { Proof = good.Proof with { Anchor = good.Proof.Anchor with { Index = 0 } } },
            good with { Proof = good.Proof with { Root = TestKeys.Leaf(0) } },
        ];
        foreach (PromotionRequest request in bad)
            await Assert.ThrowsAsync<ArgumentException>(async () => await promoter.PromoteAsync([request], Token));
        Assert.Equal(0, promoter.Count);
        Assert.Equal(0, mints.MintedCount);
    }

    [Fact]
    public async Task LostOrChangedRegisterIsNoticed()
    {
        using AnchoringLane anchors = await AnchorAsync();
        using MintingLane mints = await MintsAsync(_test.Ledger);
        using (AssetPromoter promoter = AssetPromoter.Open(anchors, mints, RegisterPath))
            await promoter.PromoteAsync([await RequestAsync(anchors, 4)], Token);
        byte[] register = File.ReadAllBytes(RegisterPath);
        File.Delete(RegisterPath);
        PromotionRegisterException lost = Assert.Throws<PromotionRegisterException>(() => AssetPromoter.Open(anchors, mints, RegisterPath));
        Assert.Contains("Restore", lost.Message, StringComparison.Ordinal);
        File.WriteAllBytes(RegisterPath, "no register of anything"u8.ToArray());
        Assert.Throws<PromotionRegisterException>(() => AssetPromoter.Open(anchors, mints, RegisterPath));
        File.WriteAllBytes(RegisterPath, register);
        using AssetPromoter restored = AssetPromoter.Open(anchors, mints, RegisterPath);
        Assert.Equal(1, restored.Count);
    }

    // The process dies at any call of the ledger or any write of the register, and the same command is given again.
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task DeathAtAnyPointPromotesEachOnce(bool afterEffect, bool inRegister)
    {
        int deaths = 0;
        for (int point = 0; ; point++, deaths++)
        {
            using TestLedger test = new();
            (await AnchorAsync(test)).Dispose();
            DyingJournals registers = new(new Random(point)) { OperationsLeft = inRegister ? point : -1, DiesAfterEffect = afterEffect };
            FaultyLedger faulty = new(test.Ledger) { DieAtCall = inRegister ? -1 : point, DieAfterEffect = afterEffect };
            bool hasDied = false;
            try
            {
                await PromoteAsync(faulty, test, registers, mayBeDone: false);
            }
            catch (ProcessDiedException)
            {
                hasDied = true;
                registers.OperationsLeft = -1;
                registers.Crash();
                test.Reopen();
                await PromoteAsync(test.Ledger, test, registers, mayBeDone: true);
            }

            using AnchoringLane anchors = await OpenAnchorsAsync(test.Ledger, test.Payer);
            using MintingLane mints = await MintsAsync(test.Ledger, test.Payer);
            using AssetPromoter promoter = new(anchors, mints, registers.Open(RegisterKey, PromotionRegister.Head()));
            Assert.Equal(3, mints.MintedCount);
            Assert.Equal(3, promoter.Count);
            Assert.Empty(await promoter.VerifyAsync(Token));
            if (!hasDied)
                break;
        }

        // The register is created, written and flushed; the ledger is asked some dozens of times.
        Assert.InRange(deaths, inRegister ? 3 : 15, 200);
    }

    private static bool SameAsset(Promotion a, Promotion b) => a.Asset == b.Asset && a.Proof.Asset == b.Proof.Asset;

    private static async Task PromoteAsync(ILedger ledger, TestLedger test, DyingJournals registers, bool mayBeDone)
    {
        using AnchoringLane anchors = await OpenAnchorsAsync(ledger, test.Payer);
        using MintingLane mints = await MintsAsync(ledger, test.Payer);
        using AssetPromoter promoter = new(anchors, mints, registers.Open(RegisterKey, PromotionRegister.Head()));
        PromotionRequest[] requests = [await RequestAsync(anchors, 1), await RequestAsync(anchors, 17), await RequestAsync(anchors, 0)];
        try
        {
            IReadOnlyList<Promotion> promotions = await promoter.PromoteAsync(requests, Token);
            Assert.All(promotions, promotion => Assert.True(promotion.Verify(promotion.Proof.Root)));
        }
        catch (AlreadyPromotedException) when (mayBeDone && mints.MintedCount == 3)
        {
            // The process died with everything done.
        }
    }

    private static async Task<PromotionRequest> RequestAsync(AnchoringLane anchors, ulong index)
    {
        AnchoredShard shard = AllShards[index / Rows];
        int row = (int)(index % Rows);
        AnchorProof proof = await anchors.GetProofAsync((long)(index / Rows), shard.Assets[row], shard.GetProof(row), Token);
        return new PromotionRequest(proof, AnchorTestSupport.Metadata(index));
    }

    private static ValueTask<AnchoringLane> OpenAnchorsAsync(ILedger ledger, Keypair wallet) => AnchoringLane.OpenAsync(
        ledger, new AnchoringLaneOptions { Name = "anchors", Payer = wallet, Authority = wallet, MaximumTreeDepth = 5 }, Token);

    private static ValueTask<MintingLane> MintsAsync(ILedger ledger, Keypair wallet) => MintingLane.OpenAsync(
        ledger, new MintingLaneOptions { Name = "promoted", Payer = wallet, TreeDelegate = wallet, MaximumTreeDepth = 5 }, Token);

    private static async Task<AnchoringLane> AnchorAsync(TestLedger test)
    {
        AnchoringLane lane = await OpenAnchorsAsync(test.Ledger, test.Payer);
        await lane.AnchorAsync(0, [.. AllShards.Select(shard => shard.Root)], Token);
        return lane;
    }

    private ValueTask<MintingLane> MintsAsync(EmbeddedLedger ledger) => MintsAsync(ledger, _test.Payer);

    private Task<AnchoringLane> AnchorAsync() => AnchorAsync(_test);
}
