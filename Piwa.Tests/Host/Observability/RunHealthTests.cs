using Microsoft.Extensions.Time.Testing;
using OpenTelemetry.Metrics;
using Piwa.Host.Observability;
using Piwa.Pipeline;

namespace Piwa.Tests.Host.Observability;

/// <summary>When a supervisor should start a run anew, and when not.</summary>
public sealed class RunHealthTests
{
    private static readonly TimeSpan Long = StallWatch.Longest + TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _clock = new();
    private readonly RunHealth _health;

    public RunHealthTests() => _health = new RunHealth(_clock);

    [Fact]
    public void ARunThatMovesIsAlive()
    {
        Assert.Equal("the run has not begun", _health.FindUnreadiness());
        for (int i = 0; i < 3; i++)
        {
            _health.Report(At(i));
            Assert.Null(_health.FindUnreadiness());
            _clock.Advance(StallWatch.Longest - TimeSpan.FromSeconds(1));
            Assert.Null(_health.FindStall());
        }
    }

    [Fact]
    public void OneThatReportsTheSameForLongIsNot()
    {
        _health.Report(At(1));
        _clock.Advance(Long);
        _health.Report(At(1));
        Assert.Contains("nothing has moved", _health.FindStall(), StringComparison.Ordinal);
        _health.Report(At(2));
        Assert.Null(_health.FindStall());
    }

    // What earlier runs left is put on the ledger for as long as it takes, while nothing else moves.
    [Fact]
    public void OneThatPutsABacklogOnTheLedgerIsAlive()
    {
        _health.Report(At(1));
        _clock.Advance(Long);
        _health.Report(At(1) with { OnLedger = 8 });
        Assert.Null(_health.FindStall());
    }

    [Fact]
    public void OneThatWaitsIsAliveAndNotReady()
    {
        _health.Report(At(1));
        _clock.Advance(Long);
        _health.Report(At(1) with { Waiting = "the oracle is away" });
        Assert.Null(_health.FindStall());
        Assert.Equal("waiting: the oracle is away", _health.FindUnreadiness());
        _health.Report(At(1) with { IsDraining = true });
        Assert.Equal("the run is stopping", _health.FindUnreadiness());
    }

    [Theory]
    [InlineData("piwa.stage.duration", "s", MetricType.Histogram, "piwa_stage_duration_seconds")]
    [InlineData("piwa.assets.completed", "{asset}", MetricType.LongSum, "piwa_assets_completed_total")]
    [InlineData("piwa.shards.bytes", "By", MetricType.LongSum, "piwa_shards_bytes_total")]
    [InlineData("dotnet.gc.pause.time", "s", MetricType.DoubleSum, "dotnet_gc_pause_time_seconds_total")]
    [InlineData("piwa.run.waiting", "1", MetricType.LongGauge, "piwa_run_waiting_ratio")]
    [InlineData("a-b/c", "", MetricType.DoubleGauge, "a_b_c")]
    public void NamesAreThoseOfPrometheus(string name, string unit, MetricType type, string expected) =>
        Assert.Equal(expected, PrometheusText.NameOf(name, unit, type));

    private static RunProgress At(long made) => RunRatesTests.Progress(0, made);
}
