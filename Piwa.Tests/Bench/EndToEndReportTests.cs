using Piwa.Bench.EndToEnd;
using Piwa.Bench.Machines;
using Piwa.Bench.Peers;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Bench;

public sealed class EndToEndReportTests : IDisposable
{
    private static readonly Machine Here = new("A CPU", 2, [], 1, "system", "runtime");

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void AReportComesBackFromItsFile()
    {
        EndToEndReport report = Report(Here);
        report.Save(_directory["a.json"]);
        EndToEndReport read = EndToEndReport.Load(_directory["a.json"]);
        Assert.Equivalent(report, read, strict: true);
    }

    [Fact]
    public void ReportsOfOneMachineCompare() => Assert.Equal(0, Compare(Here, Here with { Runtime = "another" }));

    [Fact]
    public void ReportsOfTwoMachinesDoNotCompareUnlessAskedFor()
    {
        Assert.Equal(1, Compare(Here, Here with { Cores = 4 }));
        Assert.Equal(1, Compare(Here, Here with { Processor = "B CPU" }));
        Assert.Equal(1, Compare(Here, Here with { Gpus = ["a GPU"] }));
        Assert.Equal(0, Compare(Here, Here with { Cores = 4 }, "--any-machine"));
    }

    [Fact]
    public void WhatIsNoReportIsRefused()
    {
        File.WriteAllText(_directory["a.json"], "no report");
        Assert.Throws<InvalidDataException>(() => EndToEndReport.Load(_directory["a.json"]));
    }

    [Theory]
    [InlineData(1.5, true, 1.49, false)]
    [InlineData(1.5, true, 1.5, true)]
    [InlineData(1.5, false, 1.5, true)]
    [InlineData(1.5, false, 1.51, false)]
    public void ABarIsMetAtItsBound(double bound, bool isLeast, double value, bool isMet) =>
        Assert.Equal(isMet, new Bar("bar", value, "x", bound, isLeast, "").IsMet);

    private int Compare(Machine a, Machine b, params string[] options)
    {
        Report(a).Save(_directory["a.json"]);
        Report(b).Save(_directory["b.json"]);
        return CompareCommand.Create().Parse([_directory["a.json"], _directory["b.json"], .. options]).Invoke();
    }

    private static EndToEndReport Report(Machine machine) => new(
        "asset", machine, "abc", DateTimeOffset.UnixEpoch, Note: null,
        new PipelineFigures(100, 2, "host", 10, null, 10_000, 1e6, null, "none", 1_000_000, [new StageTime("generate", 20, 0.25)]),
        [new StageTime("generate", 10, 1)],
        [new CeilingTime("seal", "BLAKE3", 2, "b3sum", 1)],
        new PeerReport(10, 2, 3, 10_000, 1, [new PeerRate(PeerRate.Ours, 10, 0.1), new PeerRate("peer", 20, 0.1)]),
        [Bar.AtMost("bar", 2, 1, "x", "how"), Bar.AtLeast("other", null, 1, "x", "why not")],
        ["something"]);
}
