using Piwa.Bench.Micro;
using Piwa.Tests.House;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Bench;

public sealed class AllocationGateTests
{
    private const string Name = "Suite.Benchmark";

    [Fact]
    public void TheBaselineNamesExactlyTheBenchmarksThatExist()
    {
        AllocationGate gate = AllocationGate.Load(Path.Combine(Repository.Root, "Piwa.Bench", "baselines", AllocationGate.FileName));
        Assert.NotEmpty(MicroSuites.Names);
        Assert.Equal(MicroSuites.Names, gate.Names.Order(StringComparer.Ordinal));
        Assert.All(gate.Names, name => Assert.True(gate.BytesOf(name) >= 0, name));
    }

    // A tenth more, and 64 bytes that measuring may bring with it.
    [Theory]
    [InlineData(0, 63, true)]
    [InlineData(0, 64, true)]
    [InlineData(0, 65, false)]
    [InlineData(10_000, 11_063, true)]
    [InlineData(10_000, 11_064, true)]
    [InlineData(10_000, 11_065, false)]
    public void AnOperationMayAllocateATenthMore(long limit, long allocated, bool isAllowed) => Assert.Equal(
        isAllowed, new AllocationGate(new Dictionary<string, long> { [Name] = limit }).Allows(new MicroResult(Name, 1, allocated)));

    [Fact]
    public void ABenchmarkWithoutALimitIsNotAllowed() =>
        Assert.False(new AllocationGate(new Dictionary<string, long>()).Allows(new MicroResult(Name, 1, 0)));

    [Fact]
    public void AnUpdateKeepsWhatDidNotRunAndDropsWhatIsGone()
    {
        using var directory = new TemporaryDirectory();
        string path = directory["allocations.json"];
        var gate = new AllocationGate(new Dictionary<string, long> { ["A.Ran"] = 1, ["A.DidNot"] = 2, ["A.Gone"] = 3 });
        gate.With([new MicroResult("A.Ran", 1, 10), new MicroResult("A.New", 1, 20)], ["A.DidNot", "A.New", "A.Ran"]).Save(path);
        AllocationGate updated = AllocationGate.Load(path);
        Assert.Equal(["A.DidNot", "A.New", "A.Ran"], updated.Names);
        Assert.Equal([2, 20, 10], updated.Names.Select(name => updated.BytesOf(name)!.Value));
    }

    [Fact]
    public void ADamagedBaselineIsRefused()
    {
        using var directory = new TemporaryDirectory();
        File.WriteAllText(directory["allocations.json"], "{ \"A\": ");
        Assert.Throws<InvalidDataException>(() => AllocationGate.Load(directory["allocations.json"]));
    }
}
