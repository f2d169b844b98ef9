using Piwa.Chain.Hashing;
using Piwa.Chain.Provenance;
using Piwa.Tests.Chain;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Verification;

public sealed class OracleTests(SmallDataset original) : IClassFixture<SmallDataset>, IDisposable
{
    private readonly OracleBench _bench = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string> Tampers => [.. TamperByName.Keys];

    /// <summary>What a node could get wrong or try; all that shows without making anything again.</summary>
    private static readonly Dictionary<string, Func<ShardSubmission, ShardSubmission>> TamperByName = new()
    {
        ["a row less"] = s => s with { Assets = [.. s.Assets.Skip(1)] },
        ["a row twice"] = s => s with { Assets = [.. s.Assets, s.Assets[^1]] },
        ["rows in another order"] = s => s with { Assets = [.. s.Assets.Reverse()] },
        ["another index"] = s => With(s, asset => asset with { Index = asset.Index + 1 }),
        ["a component's hash"] = s => With(s, asset => asset with { Mesh = Hash256.Zero }),
        ["an asset's hash"] = s => With(s, asset => asset with { Asset = Hash256.Zero }),
        ["labels that the campaign has not"] = s => With(s, asset => asset with { Labels = Hash256.Zero }),
        ["no rows"] = s => s with { Assets = [] },
        ["another wallet"] = s => s with { Wallet = TestKeys.Key(77) },
        ["another seed"] = s => s with { Campaign = Edit(s.Campaign, "\"seed\":1", "\"seed\":2") },
        ["a campaign in other bytes"] = s => s with { Campaign = Edit(s.Campaign, "\"seed\":1", "\"seed\": 1") },
        ["no campaign"] = s => s with { Campaign = "{}"u8.ToArray() },
        ["a campaign that is none"] = s => s with { Campaign = "null"u8.ToArray() },
        ["a campaign too long"] = s => s with { Campaign = new byte[1 << 17] },
        ["views that no memory holds"] = s => s with { Campaign = Edit(s.Campaign, "\"imageResolution\":64", "\"imageResolution\":1024000") },
        ["another device, which the wallet did not sign"] = s => s with { Manifest = Edit(s.Manifest, "\"device\":\"", "\"device\":\"x") },
        ["another time"] = s => s with { Manifest = Edit(s.Manifest, "\"time\":", "\"time\":1") },
        ["another root"] = s => s with { Manifest = Edit(s.Manifest, "\"root\":\"", "\"root\":\"1", cut: 1) },
        ["another file"] = s => s with { Manifest = Edit(s.Manifest, "shard-0000000000", "shard-0000000008") },
        ["a path"] = s => s with { Manifest = Edit(s.Manifest, "shards/shard-0000000000", "../shard-0000000000") },
        ["another generator"] = s => s with { Manifest = Edit(s.Manifest, "\"generator\":3", "\"generator\":4") },
        ["more assets"] = s => s with { Manifest = Edit(s.Manifest, "\"assets\":8", "\"assets\":9") },
        ["a manifest that is none"] = s => s with { Manifest = "[]"u8.ToArray() },
    };

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task HonestShardsAreApprovedAndApprovedAgain()
    {
        using Oracle oracle = _bench.Open(options => options.Samples = 100);
        foreach (ShardSubmission shard in await OracleBench.ReadAsync(original.Directory))
        {
            OracleVerdict verdict = await oracle.SubmitAsync(shard, Stop);
            Assert.Empty(verdict.Findings);
            Assert.Equal(shard.Assets.Count, verdict.Sampled);
            Assert.Equal(verdict, await oracle.SubmitAsync(shard with { Assets = [.. shard.Assets] }, Stop));
        }

        WalletStanding standing = Assert.Single(oracle.Standings);
        Assert.Equal((3L, 0L, 20L, 0L, 1.0), (standing.Shards, standing.Refused, standing.Sampled, standing.Mismatched, standing.Accuracy));
    }

    [Theory]
    [MemberData(nameof(Tampers))]
    public async Task WhatContradictsItselfIsRefusedUnmade(string tamper)
    {
        using Oracle oracle = _bench.Open();
        ShardSubmission shard = (await OracleBench.ReadAsync(original.Directory))[0];
        ShardSubmission tampered = TamperByName[tamper](shard);
        OracleVerdict verdict = await oracle.SubmitAsync(tampered, Stop);
        Assert.Equal(OracleFindingKind.Format, Assert.Single(verdict.Findings).Kind);
        Assert.Equal(0, verdict.Sampled);
        Assert.True((await oracle.SubmitAsync(shard, Stop)).IsApproved);
    }

    [Fact]
    public async Task AFakeThatIsSampledIsRefusedAndLeavesNoTrace()
    {
        using Oracle oracle = _bench.Open(options => (options.Samples, options.MismatchesUntilBarred) = (8, 0));
        ShardSubmission shard = (await OracleBench.ReadAsync(original.Directory))[0];
        OracleVerdict verdict = await oracle.SubmitAsync(Fakes.Fake(shard, [3]), Stop);
        Assert.All(verdict.Findings, finding => Assert.Equal(OracleFindingKind.Mismatch, finding.Kind));
        Assert.Contains(verdict.Findings, finding => finding.Text.Contains("Asset 3: made again, its mesh", StringComparison.Ordinal));
        Assert.Equal([null], await _bench.Uploads.FindAsync([shard.Assets[0].Asset], Stop));
        Assert.True((await oracle.SubmitAsync(shard, Stop)).IsApproved);
    }

    [Fact]
    public async Task WhoFakesIsBarredUntilPardonedAcrossRestarts()
    {
        ShardSubmission shard = (await OracleBench.ReadAsync(original.Directory))[0];
        ShardSubmission other = (await OracleBench.ReadAsync(original.Directory, TestKeys.Key(5)))[1];
        using (Oracle oracle = _bench.Open(options => options.Samples = 8))
            Assert.False((await oracle.SubmitAsync(Fakes.Fake(shard, [0]), Stop)).IsApproved);
        using (Oracle oracle = _bench.Open())
        {
            Assert.Equal(OracleFindingKind.Barred, Assert.Single((await oracle.SubmitAsync(shard, Stop)).Findings).Kind);
            Assert.True((await oracle.SubmitAsync(other, Stop)).IsApproved);
            Assert.ThrowsAny<IOException>(() => Oracle.Pardon(_bench.RecordPath, shard.Wallet, _bench.Clock));
            Assert.Equal(2, Oracle.ReadStandings(_bench.RecordPath).Count);
        }

        Oracle.Pardon(_bench.RecordPath, shard.Wallet, _bench.Clock);
        using (Oracle oracle = _bench.Open())
            Assert.True((await oracle.SubmitAsync(shard, Stop)).IsApproved);
        WalletStanding standing = Oracle.ReadStandings(_bench.RecordPath).Single(standing => standing.Wallet == shard.Wallet.ToString());
        Assert.Equal((1L, 1L, 1L, 0), (standing.Shards, standing.Refused, standing.Mismatched, standing.MismatchedShards));
    }

    [Fact]
    public async Task WhoIsNotLetInIsNotLookedAt()
    {
        using Oracle oracle = _bench.Open(options => options.AllowedWallets = [TestKeys.Key(5)]);
        OracleFinding finding = Assert.Single((await oracle.SubmitAsync((await OracleBench.ReadAsync(original.Directory))[0], Stop)).Findings);
        Assert.Equal(OracleFindingKind.Barred, finding.Kind);
        Assert.True((await oracle.SubmitAsync((await OracleBench.ReadAsync(original.Directory, TestKeys.Key(5)))[1], Stop)).IsApproved);
    }

    [Fact]
    public async Task TheFirstUploadCounts()
    {
        using Oracle oracle = _bench.Open();
        ShardSubmission first = (await OracleBench.ReadAsync(original.Directory))[0];
        ShardSubmission second = (await OracleBench.ReadAsync(original.Directory, TestKeys.Key(5)))[0];
        Assert.True((await oracle.SubmitAsync(first, Stop)).IsApproved);
        OracleFinding finding = Assert.Single((await oracle.SubmitAsync(second, Stop)).Findings);
        Assert.Equal(OracleFindingKind.FirstUpload, finding.Kind);
        Assert.Contains($"Asset 0 and 7 more: {first.Wallet} brought it first, at 2026-01-02 03:04:05Z, in ", finding.Text, StringComparison.Ordinal);

        // Another oracle with the same registry, which has forgotten what it approved.
        using Oracle again = _bench.Open(options => options.RecordPath = null);
        Assert.True((await again.SubmitAsync(first, Stop)).IsApproved);
    }

    [Fact]
    public async Task AnAssetStandsInOneShardOnly()
    {
        using TemporaryDirectory home = new();
        await SmallRun.RunAsync(home["dataset"], 8, options =>
        {
            options.Campaign = SmallRun.Campaign with { ShardAssets = 4 };
            options.WalletPath = original.Wallet;
        });
        using Oracle oracle = _bench.Open();
        Assert.True((await oracle.SubmitAsync((await OracleBench.ReadAsync(original.Directory))[0], Stop)).IsApproved);
        OracleVerdict verdict = await oracle.SubmitAsync((await OracleBench.ReadAsync(home["dataset"]))[0], Stop);
        Assert.Equal(OracleFindingKind.FirstUpload, Assert.Single(verdict.Findings).Kind);
    }

    [Fact]
    public async Task AKnownSourceComesBeforeTheFirstUpload()
    {
        ShardSubmission shard = (await OracleBench.ReadAsync(original.Directory))[0];
        Known known = new(shard.Assets[2].Texture, new KnownSource("KitBash", TestKeys.Key(9)));
        using (Oracle oracle = _bench.Open(options => options.KnownSources = known))
        {
            OracleFinding finding = Assert.Single((await oracle.SubmitAsync(shard, Stop)).Findings);
            Assert.Equal(OracleFindingKind.KnownSource, finding.Kind);
            Assert.Contains("Asset 2: its material set", finding.Text, StringComparison.Ordinal);
            Assert.Contains("KitBash", finding.Text, StringComparison.Ordinal);
        }

        using Oracle owners = _bench.Open(options =>
            options.KnownSources = new Known(shard.Assets[2].Texture, new KnownSource("KitBash", shard.Wallet)));
        Assert.True((await owners.SubmitAsync(shard, Stop)).IsApproved);
    }

    [Fact]
    public async Task ADamagedRecordIsNotOpened()
    {
        ShardSubmission shard = (await OracleBench.ReadAsync(original.Directory))[0];
        using (Oracle oracle = _bench.Open())
            await oracle.SubmitAsync(shard, Stop);
        byte[] whole = await File.ReadAllBytesAsync(_bench.RecordPath, Stop);
        for (int at = 0; at < 16; at++)
        {
            byte[] damaged = [.. whole];
            damaged[at] ^= 1;
            await File.WriteAllBytesAsync(_bench.RecordPath, damaged, Stop);
            Assert.Throws<OracleRecordException>(() => _bench.Open().Dispose());
        }

        await File.WriteAllBytesAsync(_bench.RecordPath, whole[..^1], Stop);
        using Oracle torn = _bench.Open();
        Assert.Empty(torn.Standings);
    }

    [Fact]
    public void BadOptionsAreNamedTogether()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => new Oracle(new OracleOptions { Samples = -1, MaximumPending = 0 }));
        foreach (string name in (string[])["Signer", "Examiner", "Uploads", "Samples", "MaximumPending"])
            Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }

    private static ShardSubmission With(ShardSubmission shard, Func<SubmittedAsset, SubmittedAsset> change) =>
        shard with { Assets = [.. shard.Assets.Take(3), change(shard.Assets[3]), .. shard.Assets.Skip(4)] };

    private static byte[] Edit(ReadOnlyMemory<byte> json, string old, string changed, int cut = 0)
    {
        string text = System.Text.Encoding.UTF8.GetString(json.Span);
        int at = text.IndexOf(old, StringComparison.Ordinal);
        Assert.True(at >= 0, $"{old} in {text}");
        return System.Text.Encoding.UTF8.GetBytes(text[..at] + changed + text[(at + old.Length + cut)..]);
    }

    private sealed class Known(Hash256 hash, KnownSource source) : IKnownSources
    {
        public KnownSource? Find(in Hash256 asked) => asked == hash ? source : null;
    }
}
