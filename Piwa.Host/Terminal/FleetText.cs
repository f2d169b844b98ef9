using System.Globalization;
using Piwa.Pipeline.Fleet;

namespace Piwa.Host.Terminal;

/// <summary>Where a fleet stands, in words.</summary>
internal static class FleetText
{
    private const decimal BaseUnits = 100_000_000;

    /// <summary>A line.</summary>
    public static string Line(FleetStatus status)
    {
        ArgumentNullException.ThrowIfNull(status);
        string lapsed = status.Lapsed > 0 ? $" ({Units.Count(status.Lapsed)} lapsed)" : "";
        return $"{Units.Count(status.Committed)} of {Units.Count(status.Units)} units in the store, {Units.Count(status.Checking)} being checked, "
            + $"{Units.Count(status.Leased)} being made{lapsed}, {Units.Count(status.Open)} to make; {Units.Count(status.Nodes.Count)} nodes";
    }

    /// <summary>A table of the nodes; whole lines, whatever the terminal's width: the addresses are there to be copied.</summary>
    public static IEnumerable<string> Nodes(FleetStatus status, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(status);
        yield return $"{"node",-44}  {"seen",8}  {"stake",10}  {"leases",6}  {"units",7}  {"assets",9}  {"checks",7}  {"equal",8}  {"lapsed",6}  {"strikes",7}  device";
        foreach (FleetNodeStatus node in status.Nodes)
        {
            string equal = node.Accuracy is { } accuracy ? string.Create(CultureInfo.InvariantCulture, $"{accuracy * 100:F2} %") : "-";
            TimeSpan seen = now - node.Seen;
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{node.Wallet,-44}  {Ago(seen),8}  {node.Stake / BaseUnits,10:0.##}  {node.Leases,6}  {node.Units,7}  {node.Assets,9}  {node.Checks,7}  {equal,8}  {node.Lapsed,6}  {node.Strikes,7}  {node.Device}");
            if (node.Barred is { } why)
                yield return $"  barred: {why}";
        }
    }

    private static string Ago(TimeSpan time) => time switch
    {
        { TotalSeconds: < 1 } => "now",
        { TotalMinutes: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:F0} s"),
        { TotalHours: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:F0} min"),
        { TotalDays: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:F0} h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{time.TotalDays:F0} d"),
    };
}
