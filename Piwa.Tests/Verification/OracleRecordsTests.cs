using Piwa.Chain.Keys;
using Piwa.Chain.Provenance;
using Piwa.Tests.Chain;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Verification;

/// <summary>An oracle that asks others about wallets.</summary>
public sealed class OracleRecordsTests(SmallDataset original) : IClassFixture<SmallDataset>, IDisposable
{
    private readonly OracleBench _bench = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData(null, 0, 8)]
    [InlineData(0L, 0, 8)]
    [InlineData(30L, 0, 5)]
    [InlineData(60L, 0, 2)]
    [InlineData(60L, 1, 8)]
    public async Task WhoIsNotWellKnownIsSampledMore(long? equal, int strikes, int samples)
    {
        using Oracle oracle = _bench.Open(options => (options.Records, options.Samples) = (new Known(equal is { } count ? Record(count, strikes) : null), 2));
        Assert.Equal((2, 8), (oracle.Samples, oracle.MostSamples));
        OracleVerdict verdict = await oracle.SubmitAsync((await OracleBench.ReadAsync(original.Directory))[0], Stop);
        Assert.Equal((true, samples), (verdict.IsApproved, verdict.Sampled));
    }

    [Fact]
    public async Task WhoIsBarredElsewhereIsRefusedUnlookedAtAndTakenAgainWhenPardoned()
    {
        var known = new Known(Record(60, 1) with { Barred = "at unit 3 it made other assets than two others" });
        using Oracle oracle = _bench.Open(options => options.Records = known);
        ShardSubmission shard = (await OracleBench.ReadAsync(original.Directory))[0];
        OracleVerdict verdict = await oracle.SubmitAsync(shard, Stop);
        OracleFinding finding = Assert.Single(verdict.Findings);
        Assert.Equal((OracleFindingKind.Barred, 0), (finding.Kind, verdict.Sampled));
        Assert.Contains(
            $"{shard.Wallet} is barred by the fleet of {TestKeys.Key(1)}, as of 1970-01-01 00:00:00Z: at unit 3 it made other assets", finding.Text,
            StringComparison.Ordinal);
        Assert.Empty(oracle.Standings);
        known.Record = Record(60, 0);
        Assert.True((await oracle.SubmitAsync(shard, Stop)).IsApproved);
    }

    [Fact]
    public async Task WithoutRecordsAllAreSampledAlike()
    {
        using Oracle oracle = _bench.Open(options => (options.Samples, options.MostSamples) = (3, 7));
        Assert.Equal((3, 3), (oracle.Samples, oracle.MostSamples));
        Assert.Equal(3, (await oracle.SubmitAsync((await OracleBench.ReadAsync(original.Directory))[0], Stop)).Sampled);
        ArgumentException fault = Assert.Throws<ArgumentException>(() => _bench.Open(options => (options.Samples, options.MostSamples) = (3, 2)));
        Assert.Contains("MostSamples must be at least Samples, 3, not 2.", fault.Message, StringComparison.Ordinal);
    }

    private static ValidationRecord Record(long equal, int strikes) => new()
    {
        Operator = TestKeys.Key(1),
        Node = TestKeys.Key(2),
        Since = DateTimeOffset.UnixEpoch,
        At = DateTimeOffset.UnixEpoch,
        Sampled = equal,
        Equal = equal,
        Strikes = strikes,
    };

    private sealed class Known(ValidationRecord? record) : IValidationRecords
    {
        public ValidationRecord? Record { get; set; } = record;

        public ValueTask<ValidationRecord?> FindAsync(PublicKey wallet, CancellationToken cancellationToken = default) => new(Record);
    }
}
