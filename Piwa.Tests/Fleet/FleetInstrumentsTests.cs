using System.Diagnostics.Metrics;
using Microsoft.Extensions.Time.Testing;
using Piwa.Pipeline;
using Piwa.Pipeline.Fleet;

namespace Piwa.Tests.Fleet;

/// <summary>What a coordinator's metrics say of its fleet.</summary>
public sealed class FleetInstrumentsTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2030, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly FleetInstruments _instruments = new(new FakeTimeProvider(Now));
    private readonly MeterListener _listener = new();
    private readonly Dictionary<(string Instrument, string Tag), double> _values = [];

    // Of nodes whose names no other test has: instruments of all fleets of the process are heard.
    private readonly string _prefix = $"{Guid.NewGuid():N}-";

    public FleetInstrumentsTests()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == PiwaPipeline.TelemetryName && instrument.Name.StartsWith("piwa.fleet.", StringComparison.Ordinal))
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.Start();
    }

    public void Dispose()
    {
        _listener.Dispose();
        _instruments.Dispose();
    }

    [Fact]
    public void NothingIsSaidBeforeTheFleetWasLookedAt()
    {
        _listener.RecordObservableInstruments();
        Assert.DoesNotContain(_values.Keys, key => key.Tag.StartsWith(_prefix, StringComparison.Ordinal));
    }

    [Fact]
    public void UnitsAreByStateAndNodesByWallet()
    {
        _instruments.Show(new FleetStatus(987_654_321, 987_654_001, 987_654_002, 987_654_003, 987_654_004, 987_654_005, 987_654_006, [Node(0)]));
        _listener.RecordObservableInstruments();
        string node = _prefix + "0";
        Assert.Equal(987_654_001, _values[("piwa.fleet.units", "open")]);
        Assert.Equal(987_654_002, _values[("piwa.fleet.units", "leased")]);
        Assert.Equal(987_654_004, _values[("piwa.fleet.units", "checking")]);
        Assert.Equal(987_654_005, _values[("piwa.fleet.units", "agreed")]);
        Assert.Equal(987_654_006, _values[("piwa.fleet.units", "committed")]);
        Assert.Equal(987_654_003, _values[("piwa.fleet.lapsed", "")]);
        Assert.Equal(1, _values[("piwa.fleet.nodes", "")]);
        Assert.Equal(90, _values[("piwa.fleet.node.seen", node)]);
        Assert.Equal(2, _values[("piwa.fleet.node.leases", node)]);
        Assert.Equal(400, _values[("piwa.fleet.node.assets", node)]);
        Assert.Equal(16, _values[("piwa.fleet.node.sampled", node)]);
        Assert.Equal(15, _values[("piwa.fleet.node.equal", node)]);
        Assert.Equal(3, _values[("piwa.fleet.node.lapsed", node)]);
        Assert.Equal(1, _values[("piwa.fleet.node.strikes", node)]);
    }

    [Fact]
    public void OnlyTheFirstNodesHaveSeries()
    {
        _instruments.Show(new FleetStatus(1, 1, 0, 0, 0, 0, 0, [.. Enumerable.Range(0, FleetInstruments.MostNodes + 5).Select(Node)]));
        _listener.RecordObservableInstruments();
        Assert.Equal(
            FleetInstruments.MostNodes,
            _values.Keys.Count(key => key.Instrument == "piwa.fleet.node.assets" && key.Tag.StartsWith(_prefix, StringComparison.Ordinal)));
        Assert.DoesNotContain(("piwa.fleet.node.assets", $"{_prefix}{FleetInstruments.MostNodes}"), _values.Keys);
    }

    private FleetNodeStatus Node(int number) => new(
        $"{_prefix}{number}", "host", Now.AddDays(-1), Now.AddSeconds(-90), Stake: 7, MostLeases: 4, Leases: 2, Units: 10, Assets: 400, Sampled: 16, Equal: 15,
        Checks: 5, Lapsed: 3, Strikes: 1, Barred: null);

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        _values[(instrument.Name, tags.IsEmpty ? "" : (string)tags[0].Value!)] = value;
}
