using Piwa.Chain.Provenance;
using Piwa.Pipeline;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Verification;

/// <summary>A node that fakes a share of its assets is caught as often as the formula says, with assets that are really made again.</summary>
public sealed class OracleSamplingTests : IDisposable
{
    private const int Rows = 100;
    private const int Submissions = 120;
    private const double Share = 0.05;

    private readonly OracleBench _bench = new();
    private readonly TemporaryDirectory _home = new();

    public void Dispose()
    {
        _bench.Dispose();
        _home.Dispose();
    }

    [Theory]
    [InlineData(5)]
    [InlineData(20)]
    public async Task AFakerIsCaughtAtTheRateOfTheFormula(int samples)
    {
        Campaign campaign = new() { ImageResolution = 64, TargetTriangles = 600, Rig = "ortho6", ShardAssets = Rows };
        await SmallRun.RunAsync(_home["dataset"], Rows, options => options.Campaign = campaign);
        ShardSubmission shard = (await OracleBench.ReadAsync(_home["dataset"]))[0];

        // Draws that are the same in every run: the test cannot fail by bad luck.
        Random random = new(samples);
        using Oracle oracle = _bench.Open(options =>
        {
            (options.Samples, options.MismatchesUntilBarred, options.RecordPath) = (samples, 0, null);
            options.Draw = random.Next;
        });
        int caught = 0;
        for (int i = 0; i < Submissions; i++)
        {
            int[] rows = [.. Enumerable.Range(0, Rows)];
            random.Shuffle(rows);
            OracleVerdict verdict = await oracle.SubmitAsync(
                Fakes.Fake(shard, rows.Take((int)(Rows * Share))), TestContext.Current.CancellationToken);
            caught += verdict.IsApproved ? 0 : 1;
            Assert.All(verdict.Findings, finding => Assert.Equal(OracleFindingKind.Mismatch, finding.Kind));
        }

        // Without putting back; 1 - (1 - f)^k is what it tends to in large shards, and its lower bound.
        double missed = 1;
        for (int k = 0; k < samples; k++)
            missed *= (Rows - (Rows * Share) - k) / (Rows - k);
        double rate = 1 - missed, deviation = Math.Sqrt(rate * missed / Submissions);
        Assert.InRange((double)caught / Submissions, rate - (4 * deviation), rate + (4 * deviation));
        Assert.True(rate >= 1 - Math.Pow(1 - Share, samples));
        TestContext.Current.TestOutputHelper?.WriteLine($"{samples} samples: caught {caught} of {Submissions}; expected {rate:P1}");
    }
}
