using System.Text.Json;

namespace Piwa.Bench.Fleet;

/// <summary>What a simulated fleet came to.</summary>
/// <param name="Nodes">Nodes.</param>
/// <param name="Units">Units, all committed.</param>
/// <param name="FleetLeases">Units that could be out at once; 0 for no limit.</param>
/// <param name="RealSeconds">How long it took.</param>
/// <param name="VirtualSeconds">How long it would have taken.</param>
/// <param name="Requests">Requests that nodes made.</param>
/// <param name="Leases">Units leased, again those that were lost.</param>
/// <param name="Credits">What is owed: for each unit to its maker and those who have checked it.</param>
/// <param name="UnitsOwed">Units that a maker is owed something for.</param>
/// <param name="LeasesAlive">Units and checks that are still out.</param>
/// <param name="DatabaseBytes">What the tables and indices take.</param>
/// <param name="Tenths">The coordinator's work by tenth of the units.</param>
/// <param name="Periods">The fleet's by virtual time.</param>
/// <param name="Loss">The loss of nodes; null if none was lost.</param>
/// <param name="Shares">What nodes got, by stake.</param>
/// <param name="Jain">Jain's index of units by weight over all nodes, while all wanted more: 1 is perfectly fair.</param>
internal sealed record FleetSimulationReport(
    int Nodes, long Units, int FleetLeases, double RealSeconds, double VirtualSeconds, long Requests, long Leases, long Credits, long UnitsOwed,
    long LeasesAlive, long DatabaseBytes, IReadOnlyList<SimulatedTenth> Tenths, IReadOnlyList<SimulatedPeriod> Periods, FleetLoss? Loss,
    IReadOnlyList<StakeShare> Shares, double Jain)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter() },
    };

    /// <summary>Length of a period, in virtual seconds.</summary>
    public const int PeriodSeconds = 10;

    /// <summary>The largest deviation of a class from its share by stake: 0.05 is five in a hundred of that share.</summary>
    public double LargestDeviation => Shares.Max(share => Math.Abs((share.Share / share.Expected) - 1));

    /// <summary>Reads what <see cref="ToJson"/> has written.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public static Dictionary<string, FleetSimulationReport> FromJson(string text) =>
        JsonSerializer.Deserialize<Dictionary<string, FleetSimulationReport>>(text, Json) ?? throw new JsonException("It is null.");

    /// <summary>Reports as JSON.</summary>
    public static string ToJson(IReadOnlyDictionary<string, FleetSimulationReport> reports) => JsonSerializer.Serialize(reports, Json);
}
