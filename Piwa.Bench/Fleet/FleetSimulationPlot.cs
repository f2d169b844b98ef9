namespace Piwa.Bench.Fleet;

internal static class FleetSimulationPlot
{
    public static string Draw(FleetSimulationReport scale, FleetSimulationReport? scarce) => scale.ToString() + scarce;
}
