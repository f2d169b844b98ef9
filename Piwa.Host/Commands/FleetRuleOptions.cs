using System.CommandLine;
using Piwa.Pipeline.Fleet;

namespace Piwa.Host.Commands;

/// <summary>Options that say how a coordinator hands out work.</summary>
internal sealed class FleetRuleOptions
{
    private static readonly FleetRules Default = new();

    private readonly Option<int> _samples = new("--samples", "-k")
    {
        Description = "Assets of each unit that another node makes again before the unit counts; 0 believes all nodes.",
        DefaultValueFactory = _ => Default.Samples,
    };

    private readonly Option<double> _lease = new("--lease")
    {
        Description = "Seconds that a lease lasts unless it is renewed: after so long, others get what a lost node was at.",
        DefaultValueFactory = _ => Default.LeaseTime.TotalSeconds,
    };

    private readonly Option<int> _bar = new("--bar-after")
    {
        Description = "How often a node may be found wrong until it gets no more work; 0 for no end.",
        DefaultValueFactory = _ => Default.StrikesUntilBarred,
    };

    private readonly Option<int> _nodeLeases = new("--node-leases") { Description = "Units that a node may have at once.", DefaultValueFactory = _ => Default.NodeLeases };

    private readonly Option<int> _fleetLeases = new("--fleet-leases")
    {
        Description = "Units that are out at once in all; beyond it nodes wait, and get work by their stake. 0 for no limit.",
        DefaultValueFactory = _ => Default.FleetLeases,
    };

    private readonly Option<long> _nodeBytes = new("--node-bytes-per-day")
    {
        Description = "Bytes that a node may put into the store within 24 hours; 0 for as many as its units have.",
        DefaultValueFactory = _ => Default.NodeBytesPerDay,
    };

    private readonly Option<bool> _open = new("--open") { Description = "Lets any wallet join; else the operator lets each in, with 'piwa fleet allow'." };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_samples, _lease, _bar, _nodeLeases, _nodeBytes, _fleetLeases, _open])
            command.Add(option);
    }

    /// <summary>The rules, not validated yet.</summary>
    public FleetRules Read(ParseResult parsed) => new()
    {
        Samples = parsed.GetRequiredValue(_samples),
        LeaseTime = TimeSpan.FromSeconds(Math.Clamp(parsed.GetRequiredValue(_lease), 0, TimeSpan.FromDays(1000).TotalSeconds)),
        StrikesUntilBarred = parsed.GetRequiredValue(_bar),
        NodeLeases = parsed.GetRequiredValue(_nodeLeases),
        NodeBytesPerDay = parsed.GetRequiredValue(_nodeBytes),
        FleetLeases = parsed.GetRequiredValue(_fleetLeases),
        IsOpen = parsed.GetValue(_open),
    };
}
