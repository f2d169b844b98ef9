using System.CommandLine;
using System.Globalization;
using Piwa.Bench.Machines;
using Piwa.Bench.Reports;

namespace Piwa.Bench.Fleet;

/// <summary><c>fleet-simulation</c>: what a coordinator's state takes of a fleet that nobody has, in virtual time.</summary>
internal static class FleetSimulationCommand
{
    /// <summary>Of the fleet in which work is scarce: the nodes ask far more often than they get something, and that takes its time.</summary>
    private const int FairUnitsByNode = 40;

    private static readonly int[] FairStakes = [0, 1, 3, 7];

    public static Command Create()
    {
        var defaults = new FleetSimulationOptions();
        var nodes = new Option<int>("--nodes") { Description = "Nodes.", DefaultValueFactory = _ => defaults.Nodes };
        var units = new Option<long>("--units") { Description = "Units to make.", DefaultValueFactory = _ => defaults.Units };
        var ask = new Option<int>("--ask") { Description = "Units that a node asks for at once.", DefaultValueFactory = _ => defaults.Ask };
        var fair = new Option<int>("--fair-nodes") { Description = "Nodes of a second fleet, with too little work for all; 0 for none.", DefaultValueFactory = _ => 400 };
        var parallel = new Option<int>("--parallel") { Description = "Calls on the coordinator's state at once.", DefaultValueFactory = _ => defaults.Parallel };
        var seed = new Option<int>("--seed") { Description = "Seed.", DefaultValueFactory = _ => defaults.Seed };
        var database = new Option<string?>("--database")
        {
            Description = "How PostgreSQL is reached, as Npgsql reads it, or PIWA_DATABASE; a server of its own if not given. Two schemas stay there.",
        };
        var json = new Option<string?>("--json") { Description = "File for the figures." };
        var plot = new Option<string?>("--plot") { Description = "File for the plots, SVG." };
        var from = new Option<string?>("--from") { Description = "Draw the plots of a file of figures again; nothing is simulated." };
        var command = new Command("fleet-simulation", "A coordinator's state with simulated nodes in virtual time: rates, loss of half of the nodes, shares by stake.")
        {
            nodes, units, ask, fair, parallel, seed, database, json, plot, from,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (parsed.GetValue(from) is { } before)
            {
                await DrawAsync(FleetSimulationReport.FromJson(await File.ReadAllTextAsync(before, cancellationToken)));
                return;
            }

            FleetSimulationOptions options = defaults with
            {
                Nodes = parsed.GetRequiredValue(nodes),
                Units = parsed.GetRequiredValue(units),
                Ask = parsed.GetRequiredValue(ask),
                Parallel = parsed.GetRequiredValue(parallel),
                Seed = parsed.GetRequiredValue(seed),
            };
            int scarce = parsed.GetRequiredValue(fair);
            string? given = parsed.GetValue(database) ?? Environment.GetEnvironmentVariable("PIWA_DATABASE");
            using PostgresProcess? own = given is null ? await PostgresProcess.CreateAsync("shared_buffers=1GB", "max_wal_size=4GB") : null;
            string connection = given ?? own!.Connection;
            Dictionary<string, FleetSimulationReport> reports = [];
            await RunAsync(options, "scale");
            if (scarce > 0)
                await RunAsync(Scarce(options, scarce), "scarce");

            async Task DrawAsync(Dictionary<string, FleetSimulationReport> all)
            {
                if (parsed.GetValue(plot) is { } picture)
                    await File.WriteAllTextAsync(picture, FleetSimulationPlot.Draw(all["scale"], all.GetValueOrDefault("scarce")), cancellationToken);
            }

            // What is known is kept: the next part may take long, and be stopped.
            async Task RunAsync(FleetSimulationOptions fleet, string name)
            {
                string schema = string.Create(CultureInfo.InvariantCulture, $"simulation_{name}_{DateTimeOffset.UtcNow.ToUnixTimeSeconds()}");
                FleetSimulationReport report = await FleetSimulation.RunAsync(
                    fleet, connection, schema, new Said(name, fleet.Units), cancellationToken);
                Console.Error.WriteLine();
                Print(name, report);
                reports[name] = report;
                if (parsed.GetValue(json) is { } file)
                    await File.WriteAllTextAsync(file, FleetSimulationReport.ToJson(reports) + "\n", cancellationToken);
                await DrawAsync(reports);
            }
        });
        return command;
    }

    /// <summary>A fleet of which a quarter can work at once, so that stake decides.</summary>
    private static FleetSimulationOptions Scarce(FleetSimulationOptions options, int nodes) => options with
    {
        Nodes = nodes,
        Units = (long)nodes * FairUnitsByNode,
        Ask = 1,
        FleetLeases = Math.Max(nodes / 4, 1),
        Stakes = FairStakes,
        LostShare = 0,
        UnitTime = TimeSpan.FromSeconds(10),
    };

    private static void Print(string name, FleetSimulationReport report)
    {
        var table = new TextTable("lrr", name, "first tenth", "last tenth");
        SimulatedTenth first = report.Tenths[0], last = report.Tenths[^1];
        Row("units leased a second", tenth => tenth.Leases / tenth.Seconds, "F0");
        Row("units committed a second", tenth => tenth.Committed / tenth.Seconds, "F0");
        Row("calls a second", tenth => tenth.Calls / tenth.Seconds, "F0");
        foreach (SimulatedCall call in Enum.GetValues<SimulatedCall>())
            Row($"{call}, ms", tenth => tenth.Milliseconds[call], "F2");
        Console.Write(table);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"""
            {Machine.Find()}
            {report.Nodes:N0} nodes, {report.Units:N0} units in {report.RealSeconds:F0} s, {report.VirtualSeconds:F0} s virtual; {report.Requests:N0} requests
            {report.UnitsOwed:N0} units are owed, {report.LeasesAlive:N0} leases alive; {report.DatabaseBytes / (double)report.Units:N0} bytes of the database a unit
            """));
        if (report.Loss is { } loss)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"""
                {loss.Nodes:N0} nodes died after {loss.At:F0} s with {loss.Units:N0} units: half of these were leased again {After(loss.HalfLeasedAgain)}, all {After(loss.LeasedAgain)}
                units handed in a second: {loss.RateBefore:F1} before, {loss.RateAfter:F1} without them; they came back {After(loss.Returned)}, and as many as before, within a tenth, were handed in {After(loss.RateBack)} that
                """));
        }

        if (report.Shares.Count > 1)
            PrintShares(report);

        void Row(string what, Func<SimulatedTenth, double> value, string format) =>
            table.Add(what, value(first).ToString(format, CultureInfo.InvariantCulture), value(last).ToString(format, CultureInfo.InvariantCulture));
    }

    private static string After(double? seconds) =>
        seconds is { } time ? string.Create(CultureInfo.InvariantCulture, $"{time:F0} s after") : "not before the end after";

    private static void PrintShares(FleetSimulationReport report)
    {
        var table = new TextTable("rrrrr", "staked, RENDER", "nodes", "units", "share, %", "of weight, %");
        foreach (StakeShare share in report.Shares)
        {
            const double Percent = 100;
            table.Add(
                $"{share.Stake}", $"{share.Nodes}", $"{share.Units}",
                (Percent * share.Share).ToString("F1", CultureInfo.InvariantCulture), (Percent * share.Expected).ToString("F1", CultureInfo.InvariantCulture));
        }

        Console.WriteLine();
        Console.Write(table);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"Largest deviation {report.LargestDeviation:P1} of a share; Jain's index of units by weight {report.Jain:F4}."));
    }

    /// <summary>Tells on standard error where a simulation stands.</summary>
    private sealed class Said(string name, long units) : IProgress<long>
    {
        public void Report(long value) => Console.Error.Write(string.Create(CultureInfo.InvariantCulture, $"\r{name}: {value} of {units} units "));
    }
}
