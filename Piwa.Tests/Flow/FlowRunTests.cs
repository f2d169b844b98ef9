using System.Diagnostics.Metrics;
using Microsoft.Extensions.Time.Testing;
using Piwa.Pipeline.Flow;

namespace Piwa.Tests.Flow;

public sealed class FlowRunTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task StagesReportWhatTheyAreAndWhatTheyDid()
    {
        var run = new FlowRun(time: _time);
        var work = Stage.Transform<string, string>(run, new("render") { Capacity = 3 }, text =>
        {
            _time.Advance(TimeSpan.FromSeconds(2));
            return text == "bad" ? throw new FormatException() : text;
        });
        var sink = Stage.SinkAsync<string>(run, new("mint") { Capacity = 4, Parallelism = 2 }, _ =>
        {
            _time.Advance(TimeSpan.FromSeconds(3));
            return Task.CompletedTask;
        });
        // Linked only when the first stage is done, so that the clock of one does not run while the other works.
        var admission = new Admission<string>(run, work);
        foreach (var (id, text) in new[] { (0, "good"), (1, "bad"), (2, "good") })
            Assert.True(await admission.SubmitAsync(id, text).Patiently());
        while (work.OutputCount < 3)
            await Task.Yield();
        Assert.Equal((0, 3), (run.Stages[0].Waiting, run.Stages[0].Leaving));
        work.LinkTo(sink, Stage.Link);
        admission.Complete();
        await sink.Completion.Patiently();

        Assert.Equal(new StageReport("render", 3, 1, TimeSpan.FromSeconds(6), 3, 3, 1), run.Stages[0]);
        // Two workers share the clock: each may see the other's seconds too.
        var mint = run.Stages[1];
        Assert.Equal(new StageReport("mint", 4, 2, mint.Busy, 2, 2, 0), mint);
        Assert.InRange(mint.Busy, TimeSpan.FromSeconds(6), TimeSpan.FromSeconds(12));
    }

    [Fact]
    public async Task TelemetryHasDurationsAndFailuresByStageAndReason()
    {
        using var meter = new Meter("test of flow");
        var durations = new List<(double Seconds, string Tags)>();
        var failures = new List<(long Count, string Tags)>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter == meter)
                l.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) =>
        {
            if (instrument.Name == "piwa.stage.duration" && instrument.Unit == "s")
                durations.Add((value, Text(tags)));
        });
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            if (instrument.Name == "piwa.stage.failures" && value > 0)
                failures.Add((value, Text(tags)));
        });
        listener.Start();

        var run = new FlowRun(meter: meter, time: _time);
        using var gate = new ManualResetEventSlim();
        var sink = Stage.Sink<string>(run, new("render"), text =>
        {
            gate.WaitPatiently();
            _time.Advance(TimeSpan.FromSeconds(2));
            if (text == "bad")
                throw new FormatException();
            run.Drain.Request(DrainCause.Cancelled("the user"));
        });
        var admission = new Admission<string>(run, sink);
        foreach (var (id, text) in new[] { (0, "bad"), (1, "the last one"), (2, "drained") })
            Assert.True(await admission.SubmitAsync(id, text).Patiently());
        gate.Set();
        admission.Complete();
        await sink.Completion.Patiently();

        Assert.Equal([(2.0, "stage=render"), (2.0, "stage=render")], durations);
        Assert.Equal([(1L, "stage=render reason=failed"), (1L, "stage=render reason=drained")], failures);
    }

    [Fact]
    public async Task TimeThatALeaseWasWaitedForIsMeasured()
    {
        using var meter = new Meter("test of leases");
        var waits = new List<(double Seconds, string Tags)>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter == meter && instrument.Name == "piwa.lease.wait")
                l.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<double>((_, value, tags, _) => waits.Add((value, Text(tags))));
        listener.Start();

        var run = new FlowRun(meter: meter, time: _time);
        using var pool = new LeasePool<string>(run, "device", ["buffer"]);
        var first = await pool.AcquireAsync("first").Patiently();
        var waiting = pool.AcquireAsync("second").AsTask();
        _time.Advance(TimeSpan.FromSeconds(5));
        first!.Dispose();
        (await waiting.Patiently())!.Dispose();
        Assert.Equal([(0.0, "pool=device"), (5.0, "pool=device")], waits);
    }

    // A listener belongs to the host. If it throws, the run fails, but nothing is lost and no block faults.
    [Fact]
    public async Task ListenerThatThrowsFailsTheRunAndNothingElse()
    {
        using var meter = new Meter("test of bad listeners");
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter == meter)
                l.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<double>((_, _, _, _) => throw new NotSupportedException("listener"));
        listener.SetMeasurementEventCallback<long>((_, _, _, _) => throw new NotSupportedException("listener"));
        listener.Start();

        var other = new FlowRun(meter: meter);
        using var pool = new LeasePool<string>(other, "device", ["buffer"]);
        using (var lease = await pool.AcquireAsync("first").Patiently())
            Assert.Equal("buffer", lease!.Value);
        Assert.Equal((0, "telemetry"), (pool.LiveCount, other.Drain.Cause!.Source));

        var ledger = new Ledger();
        var run = new FlowRun(meter: meter);
        var sink = Stage.Sink<Ledger.Thing>(run, new("render"), _ => throw new FormatException());
        var admission = new Admission<Ledger.Thing>(run, sink);
        Assert.True(await admission.SubmitAsync(0, ledger.Make()).Patiently());
        admission.Complete();
        await sink.Completion.Patiently();
        Assert.Equal(TaskStatus.RanToCompletion, sink.Completion.Status);
        Assert.Equal((1, 1, 0), (run.Admitted, run.DeadLettered, ledger.Alive));
        Assert.Equal("telemetry", run.Drain.Cause!.Source);
    }

    private static string Text(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        Assert.InRange(tags.Length, 1, 3);
        return string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"));
    }
}
