using Piwa.Chain.Anchoring;
using Piwa.Chain.Bubblegum;
using Piwa.Chain.Keys;
using Piwa.Chain.Minting;
using Piwa.Chain.Provenance;
using Piwa.Chain.Transactions;
using Piwa.Chain.Trees;
using Piwa.Pipeline;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Stages;
using Piwa.Tests.Chain;
using Piwa.Tests.Chain.Ledger;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Verification;

public sealed class OracleSigningTests(SmallDataset original) : IClassFixture<SmallDataset>, IDisposable
{
    private readonly OracleBench _bench = new();
    private readonly TestLedger _chain = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private PublicKey Wallet => _chain.Payer.PublicKey;

    private PublicKey OracleKey => _bench.Key.PublicKey;

    private PublicKey Tree => TreeOf(OracleLaneUse.Mint, Wallet);

    public void Dispose()
    {
        _bench.Dispose();
        _chain.Dispose();
    }

    [Fact]
    public async Task ALaneMintsWhatIsApprovedAndNothingElse()
    {
        using Oracle oracle = _bench.Open();
        using MintingLane lane = await OpenLaneAsync(oracle);
        List<ShardSubmission> shards = await OracleBench.ReadAsync(original.Directory, Wallet);
        MintRequest[] first = Mints(shards[0]), second = Mints(shards[1]);
        OracleException refused = await Assert.ThrowsAsync<OracleException>(async () => await lane.MintAsync(0, first, Stop));
        Assert.Equal(OracleErrorKind.Refused, refused.Kind);
        Assert.Contains("Submit the shard first", refused.Message, StringComparison.Ordinal);

        Assert.True((await oracle.SubmitAsync(shards[0], Stop)).IsApproved);
        Assert.Equal(8, (await lane.MintAsync(0, first, Stop)).Minted);
        await Assert.ThrowsAsync<OracleException>(async () => await lane.MintAsync(8, second, Stop));
        Assert.Equal(8, lane.MintedCount);

        Assert.True((await oracle.SubmitAsync(shards[1], Stop)).IsApproved);
        Assert.Equal(8, (await lane.MintAsync(8, second, Stop)).Minted);
        Assert.Equal(16, await lane.VerifyAsync(Stop));
        Assert.Equal(0UL, _chain.Ledger.GetBalance(OracleKey));
    }

    [Fact]
    public async Task AnAnchoringLaneAppendsApprovedRoots()
    {
        using TemporaryDirectory home = new();
        await SmallRun.RunAsync(home["dataset"], 8, options => options.Campaign = SmallRun.Campaign with { Chain = ChainPolicy.Both });
        using Oracle oracle = _bench.Open();
        ShardSubmission shard = (await OracleBench.ReadAsync(home["dataset"], Wallet))[0];
        using AnchoringLane lane = await AnchoringLane.OpenAsync(
            _chain.Ledger,
            new AnchoringLaneOptions
            {
                Name = OracleLane.NameOf(OracleLaneUse.Anchor, Wallet),
                Payer = _chain.Payer,
                Authority = new OracleSigner(oracle, Wallet),
            },
            Stop);
        ShardAsset[] rows = [.. shard.Assets.Select(asset => new ShardAsset(asset.Index, default(AssetHashes) with { Asset = Of(asset.Asset) }, null))];
        AnchoredShard anchored = AnchoredRows.Of(rows, owners: null, Wallet);
        await Assert.ThrowsAsync<OracleException>(async () => await lane.AnchorAsync(0, [anchored.Root], Stop));
        await oracle.SubmitAsync(shard, Stop);
        await lane.AnchorAsync(0, [anchored.Root], Stop);
        await Assert.ThrowsAsync<OracleException>(async () => await lane.AnchorAsync(1, [TestKeys.Leaf(1)], Stop));
        Assert.Equal(1, lane.AnchoredCount);
    }

    [Fact]
    public async Task WhatIsForgottenMustBeSubmittedAgain()
    {
        using Oracle oracle = _bench.Open(options => options.MaximumApprovedAssets = 10);
        List<ShardSubmission> shards = await OracleBench.ReadAsync(original.Directory, Wallet);
        await oracle.SubmitAsync(shards[0], Stop);
        byte[] mint = Message.CompileLegacy(Wallet, [Mint(Mints(shards[0])[0])], TestKeys.Leaf(0)).Bytes.ToArray();
        Signature signature = await oracle.SignAsync(Wallet, mint, Stop);
        Assert.True(SignatureVerifier.Verify(OracleKey, mint, signature));
        await oracle.SubmitAsync(shards[1], Stop);
        await Assert.ThrowsAsync<OracleException>(async () => await oracle.SignAsync(Wallet, mint, Stop));
        await oracle.SubmitAsync(shards[0], Stop);
        await oracle.SignAsync(Wallet, mint, Stop);
    }

    [Fact]
    public async Task NothingButWhatLanesNeedIsSigned()
    {
        using Oracle oracle = _bench.Open();
        ShardSubmission shard = (await OracleBench.ReadAsync(original.Directory, Wallet))[0];
        await oracle.SubmitAsync(shard, Stop);
        MintRequest request = Mints(shard)[0];
        PublicKey other = TestKeys.Key(3), nonce = TestKeys.Key(4);
        TreeSize size = TreeSize.ForLeaves(1000, 20);
        Instruction create = BubblegumInstructions.CreateTree(Tree, size, Wallet, OracleKey);

        Assert.Null(await FaultAsync(Wallet, Mint(request)));
        Assert.Null(await FaultAsync(Wallet, create));
        Assert.Null(await FaultAsync(Wallet, SystemInstructions.AdvanceNonceAccount(nonce, OracleKey), Mint(request)));
        Assert.Null(await FaultAsync(Wallet, ComputeBudgetInstructions.SetComputeUnitPrice(5), Mint(request)));
        Assert.Null(await FaultAsync(Wallet, Seeded(Wallet, OracleLane.NameOf(OracleLaneUse.Mint, Wallet) + "/0")));

        (string Fault, PublicKey Payer, Instruction[] Instructions)[] refused =
        [
            ("The fee is paid by", OracleKey, [Mint(request)]),
            ("does not ask", Wallet, [SystemInstructions.Transfer(Wallet, other, 1)]),
            ("no lane uses it", Wallet, [Mint(request), SystemInstructions.Transfer(OracleKey, other, 1)]),
            ("at another's cost", Wallet, [Seeded(OracleKey, OracleLane.NameOf(OracleLaneUse.Mint, Wallet) + "/0")]),
            ("no tree of the wallet's", Wallet, [Seeded(Wallet, OracleLane.NameOf(OracleLaneUse.Mint, other) + "/0")]),
            ("no tree of the wallet's", Wallet, [Seeded(Wallet, "piwa/0")]),
            ("another authority", Wallet, [Mint(request), SystemInstructions.AdvanceNonceAccount(nonce, other)]),
            ("no lane uses it so", Wallet, [BubblegumInstructions.CreateTree(Tree, size, Wallet, OracleKey, isPublic: true)]),
            ("no lane uses it so", Wallet, [BubblegumInstructions.CreateTree(TreeOf(OracleLaneUse.Mint, other), size, Wallet, OracleKey)]),
            ("no lane uses it so", Wallet, [BubblegumInstructions.SetTreeDelegate(Tree, OracleKey, other)]),
            ("the tree is not the wallet's", Wallet, [Mint(request, TreeOf(OracleLaneUse.Mint, other))]),
            ("not approved", Wallet, [Mint(request with { Owner = other })]),
            ("not approved", Wallet, [Mint(request with { Delegate = other })]),
            ("not approved", Wallet, [Mint(new MintRequest(AssetMetadata.Of(1_000_000, Of(shard.Assets[0].Asset)), Wallet))]),
            ("not approved", Wallet, [Mint(request), Mint(Mints((await OracleBench.ReadAsync(original.Directory, Wallet))[1])[0])]),
            ("not approved", Wallet, [CompressionInstructions.Append(CompressionProgram.Spl, Tree, OracleKey, TestKeys.Leaf(1))]),
            ("the tree is not", Wallet, [CompressionInstructions.Append(CompressionProgram.Spl, other, OracleKey, TestKeys.Leaf(1))]),
            ("no lane uses it so", Wallet, [CompressionInstructions.TransferAuthority(CompressionProgram.Spl, Tree, OracleKey, other)]),
            ("no lane calls it", Wallet, [Mint(request), MemoInstructions.Memo("hello", OracleKey)]),
        ];
        foreach ((string fault, PublicKey payer, Instruction[] instructions) in refused)
        {
            string? found = await FaultAsync(payer, instructions);
            Assert.NotNull(found);
            Assert.Contains(fault, found, StringComparison.Ordinal);
        }

        OracleException unread = await Assert.ThrowsAsync<OracleException>(
            async () => await oracle.SignAsync(Wallet, new byte[] { 1, 0, 0 }, Stop));
        Assert.Contains("cannot be read", unread.Message, StringComparison.Ordinal);

        async Task<string?> FaultAsync(PublicKey payer, params Instruction[] instructions)
        {
            byte[] message = Message.CompileLegacy(payer, instructions, TestKeys.Leaf(0)).Bytes.ToArray();
            try
            {
                Signature signature = await oracle.SignAsync(Wallet, message, Stop);
                return SignatureVerifier.Verify(OracleKey, message, signature) ? null : "The signature is wrong.";
            }
            catch (OracleException refusal)
            {
                return refusal.Message;
            }
        }
    }

    private Task<MintingLane> OpenLaneAsync(Oracle oracle) => MintingLane.OpenAsync(
        _chain.Ledger,
        new MintingLaneOptions
        {
            Name = OracleLane.NameOf(OracleLaneUse.Mint, Wallet),
            Payer = _chain.Payer,
            TreeDelegate = new OracleSigner(oracle, Wallet),
            ExpectedCount = 100,
        },
        Stop).AsTask();

    private MintRequest[] Mints(ShardSubmission shard) =>
        [.. shard.Assets.Select(asset => new MintRequest(AssetMetadata.Of(asset.Index, Of(asset.Asset)), Wallet))];

    private Instruction Mint(MintRequest request, PublicKey? tree = null) => BubblegumInstructions.MintV1(
        MintAccounts.For(tree ?? Tree, Wallet, OracleKey), request.Owner, request.Delegate ?? request.Owner, request.Metadata);

    private Instruction Seeded(PublicKey payer, string seed) =>
        SystemInstructions.CreateAccountWithSeed(payer, OracleKey, seed, 1, 1, ProgramIds.SplAccountCompression);

    private PublicKey TreeOf(OracleLaneUse use, PublicKey wallet) => LaneTree.AddressOf(OracleLane.NameOf(use, wallet), OracleKey, 0, CompressionProgram.Spl);

    private static ContentHash Of(Piwa.Chain.Hashing.Hash256 hash) => new(hash.ToArray());
}
