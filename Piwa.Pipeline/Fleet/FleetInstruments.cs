using System.Diagnostics.Metrics;
using Piwa.Pipeline.Flow;

namespace Piwa.Pipeline.Fleet;

/// <summary>Where a fleet stood when it was last looked at, as instruments of the meter <c>Piwa.Pipeline</c>.</summary>
/// <remarks>Nodes have series of their own, those that have made most: a metric has so many at most. Thread-safe.</remarks>
internal sealed class FleetInstruments : IDisposable
{
    /// <summary>Nodes that have series of their own.</summary>
    public const int MostNodes = 100;

    private const string StateTag = "state";
    private const string NodeTag = "node";

    private readonly Meter _meter = new(FlowInstruments.MeterName);
    private readonly TimeProvider _clock;
    private volatile FleetStatus? _status;

    /// <param name="clock">The clock, which is about the database's.</param>
    public FleetInstruments(TimeProvider clock)
    {
        _clock = clock;
        _meter.CreateObservableGauge("piwa.fleet.units", Units, "{unit}", "Units of the order, by where they stand.");
        _meter.CreateObservableGauge("piwa.fleet.lapsed", () => Whole(status => status.Lapsed), "{unit}", "Units whose lease has run out and that nobody has taken.");
        _meter.CreateObservableGauge("piwa.fleet.nodes", () => Whole(status => status.Nodes.Count), "{node}", "Nodes that were let in, barred ones too.");
        _meter.CreateObservableGauge("piwa.fleet.node.seen", () => OfNodes(node => (_clock.GetUtcNow() - node.Seen).TotalSeconds), "s", "How long ago a node was heard of.");
        _meter.CreateObservableGauge("piwa.fleet.node.leases", () => OfNodes(node => node.Leases), "{unit}", "Units that a node has.");
        _meter.CreateObservableCounter("piwa.fleet.node.assets", () => OfNodes(node => node.Assets), "{asset}", "Assets of a node that count.");
        _meter.CreateObservableCounter("piwa.fleet.node.sampled", () => OfNodes(node => node.Sampled), "{asset}", "Assets of a node that others have made again.");
        _meter.CreateObservableCounter("piwa.fleet.node.equal", () => OfNodes(node => node.Equal), "{asset}", "Of these, those that came out the same.");
        _meter.CreateObservableCounter("piwa.fleet.node.lapsed", () => OfNodes(node => node.Lapsed), "{unit}", "Leases that a node let run out.");
        _meter.CreateObservableGauge("piwa.fleet.node.strikes", () => OfNodes(node => node.Strikes), "{strike}", "How often a node was found wrong.");
    }

    /// <summary>Takes a look.</summary>
    public void Show(FleetStatus status) => _status = status;

    public void Dispose() => _meter.Dispose();

    private IEnumerable<Measurement<long>> Units() => _status is not { } status ? [] :
    [
        Of(status.Open, "open"), Of(status.Leased, "leased"), Of(status.Checking, "checking"), Of(status.Agreed, "agreed"), Of(status.Committed, "committed"),
    ];

    private IEnumerable<Measurement<long>> Whole(Func<FleetStatus, long> value) => _status is not { } status ? [] : [new Measurement<long>(value(status))];

    private IEnumerable<Measurement<T>> OfNodes<T>(Func<FleetNodeStatus, T> value) where T : struct => _status is not { } status ? [] :
        status.Nodes.Take(MostNodes).Select(node => new Measurement<T>(value(node), new KeyValuePair<string, object?>(NodeTag, node.Wallet)));

    private static Measurement<long> Of(long units, string state) => new(units, new KeyValuePair<string, object?>(StateTag, state));
}
