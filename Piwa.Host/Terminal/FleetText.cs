using System.Globalization;
using Piwa.Chain.Provenance;
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
        yield return $"{"node",-44}  {"seen",8}  {"stake",10}  {"leases",6}  {"units",7}  {"assets",9}  {"checks",7}  {"samples",8}  {"accuracy",8}  {"lapsed",6}  {"strikes",7}  device";
        foreach (FleetNodeStatus node in status.Nodes)
        {
            string accuracy = Accuracy(node.Equal, node.Sampled);
            TimeSpan seen = now - node.Seen;
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{node.Wallet,-44}  {Ago(seen),8}  {node.Stake / BaseUnits,10:0.##}  {node.Leases,6}  {node.Units,7}  {node.Assets,9}  {node.Checks,7}  {node.Sampled,8}  {accuracy,8}  {node.Lapsed,6}  {node.Strikes,7}  {node.Device}");
            if (node.Barred is { } why)
                yield return $"  barred: {why}";
        }
    }

    /// <summary>A record of a node, in lines.</summary>
    public static IEnumerable<string> Record(ValidationRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        yield return $"node       {record.Node}";
        yield return $"operator   {record.Operator}";
        yield return string.Create(CultureInfo.InvariantCulture, $"since      {record.Since:u}");
        yield return $"made       {Units.Count(record.Units)} units of {Units.Count(record.Assets)} assets, {Units.Count(record.Lapsed)} leases lapsed";
        yield return $"accuracy   {Accuracy(record.Equal, record.Sampled)}, of {Units.Count(record.Sampled)} samples";
        yield return $"checked    {Units.Count(record.Checks)} units of others, rightly";
        yield return $"strikes    {Units.Count(record.Strikes)}";
        yield return $"barred     {record.Barred ?? "no"}";
    }

    /// <summary>A hundred percent are only what is nothing less.</summary>
    private static string Accuracy(long equal, long sampled) => sampled == 0 ? "-" : equal == sampled
        ? "100 %"
        : string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(10_000m * equal / sampled) / 100:F2} %");

    private static string Ago(TimeSpan time) => time switch
    {
        { TotalSeconds: < 1 } => "now",
        { TotalMinutes: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:F0} s"),
        { TotalHours: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:F0} min"),
        { TotalDays: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:F0} h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{time.TotalDays:F0} d"),
    };
}
