using Piwa.Bench.Fleet;
using Piwa.Pipeline.Fleet;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Fleet;

/// <summary>Small simulated fleets on the coordinator's own state: what is made is made once and owed once, whoever dies; stake decides where work is scarce.</summary>
[Collection(PostgresTests.Name)]
public sealed class FleetSimulationTests(PostgresServer server)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WhenHalfOfTheNodesDieEachUnitIsStillCommittedOnceAndOwedOnce()
    {
        Assert.SkipWhen(server.Missing is not null, server.Missing ?? "");
        var options = new FleetSimulationOptions { Nodes = 120, Units = 1_500, Seed = 3 };
        string schema = server.NewSchema();
        FleetSimulationReport report = await FleetSimulation.RunAsync(options, server.Connection, schema, null, Stop);

        Assert.Equal(options.Units, report.Periods.Sum(period => period.Finished));
        Assert.Equal(options.Units, report.Periods.Sum(period => period.Committed));
        Assert.Equal(0, report.LeasesAlive);
        FleetLoss loss = Assert.IsType<FleetLoss>(report.Loss);
        Assert.Equal(options.Nodes / 2, loss.Nodes);
        Assert.True(loss.Units > 0, "The nodes that died had nothing.");
        Assert.Equal(options.Units + loss.Units, report.Leases);

        // Leases run out after at most their time; then those who are left take them, four at a time.
        Assert.NotNull(loss.LeasedAgain);
        Assert.InRange(loss.HalfLeasedAgain!.Value, options.LeaseTime.TotalSeconds / 2, 2 * options.LeaseTime.TotalSeconds);

        await using FleetBook book = await FleetBook.OpenAsync(server.Connection, schema, new FleetRules(), clock: null, Stop);
        IReadOnlyList<FleetCredit> credits = await book.CreditsAsync(Stop);
        Assert.Equal(Enumerable.Range(0, (int)options.Units).Select(unit => (long)unit), credits.Where(credit => credit.IsMaker).Select(credit => credit.Unit));
        Assert.Equal(Enumerable.Range(0, (int)options.Units).Select(unit => (long)unit), credits.Where(credit => !credit.IsMaker).Select(credit => credit.Unit));
        Assert.All(credits.GroupBy(credit => credit.Unit), both => Assert.Equal(2, both.Select(credit => credit.Node).Distinct().Count()));
        FleetStatus status = await book.StatusAsync(options.Nodes, Stop);
        Assert.True(status.IsDone);
        Assert.Equal(options.Units, status.Nodes.Sum(node => node.Units));
        Assert.Equal(options.Units * FleetSimulation.UnitAssets, status.Nodes.Sum(node => node.Assets));
        Assert.Equal(loss.Units, status.Nodes.Sum(node => node.Lapsed));
    }

    [Fact]
    public async Task WhereWorkIsScarceStakeDecidesAlsoAmongManyNodes()
    {
        Assert.SkipWhen(server.Missing is not null, server.Missing ?? "");
        var options = new FleetSimulationOptions
        {
            Nodes = 48,
            Units = 800,
            Ask = 1,
            FleetLeases = 12,
            Stakes = [0, 1, 3],
            LostShare = 0,
            UnitTime = TimeSpan.FromSeconds(10),
            Samples = 0,
        };
        FleetSimulationReport report = await FleetSimulation.RunAsync(options, server.Connection, server.NewSchema(), null, Stop);
        Assert.Equal((options.Units, options.Units, options.Units), (report.UnitsOwed, report.Credits, report.Leases));
        Assert.Equal(0, report.LeasesAlive);
        Assert.Null(report.Loss);
        Assert.Equal([0, 1, 3], report.Shares.Select(share => share.Stake));
        Assert.InRange(report.LargestDeviation, 0, 0.15);
        Assert.InRange(report.Jain, 0.9, 1);
    }

    [Fact]
    public void AFleetThatCannotBeIsRefused()
    {
        var fault = Assert.Throws<ArgumentException>(new FleetSimulationOptions { Nodes = 1, Units = 0, Ask = 65, Parallel = 0, LostShare = 1, Stakes = [-1] }.Validate);
        foreach (string what in (string[])["1 nodes", "0 units", "65 units", "0 calls", "A share of 1", "Stakes"])
            Assert.Contains(what, fault.Message, StringComparison.Ordinal);
    }
}
