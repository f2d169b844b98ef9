using Piwa.Host.Configuration;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Host;

public sealed class SettingsTests : IDisposable
{
    private static readonly string[] Known = ["assets", "preset", "shard-assets", "labels", "out"];

    private readonly TemporaryDirectory _home = new();
    private readonly List<string> _faults = [];

    public void Dispose() => _home.Dispose();

    [Fact]
    public void TheEnvironmentGoesBeforeTheDirectoryBeforeTheMachine()
    {
        File.WriteAllText(_home["machine.json"], """{ "assets": 1, "preset": "L1", "out": "/data", "labels": true }""");
        File.WriteAllText(_home["local.json"], """{ "assets": 2, "Preset": "L2" }""");
        Settings settings = Load(new() { ["PIWA_ASSETS"] = "3", ["PIWA_SHARD_ASSETS"] = "64", ["PATH"] = "/bin", ["PIWA_FAIL_POINT"] = "kill x @1" });
        Assert.Empty(_faults);
        Assert.Equal(("3", "PIWA_ASSETS"), settings.Find("assets"));
        Assert.Equal(("64", "PIWA_SHARD_ASSETS"), settings.Find("shard-assets"));
        Assert.Equal(("L2", _home["local.json"]), settings.Find("preset"));
        Assert.Equal(("/data", _home["machine.json"]), settings.Find("out"));
        Assert.Equal("true", settings.Find("labels")!.Value.Value, ignoreCase: true);
        Assert.Null(Load([]).Find("twins"));
    }

    [Fact]
    public void EveryFaultIsSaidWithItsPlace()
    {
        File.WriteAllText(_home["machine.json"], "{ \"assets\": ");
        File.WriteAllText(_home["local.json"], """{ "shard-asets": 8, "assets": null, "out": { "directory": "x" }, "preset": ["L1"] }""");
        Load(new() { ["PIWA_LABEL"] = "true" });
        Assert.Equal(6, _faults.Count);
        Assert.Contains(_faults, fault => fault.StartsWith(_home["machine.json"], StringComparison.Ordinal));
        Assert.Contains(_faults, fault => fault.StartsWith($"{_home["local.json"]}: There is no setting 'shard-asets'. Did you mean 'shard-assets'?", StringComparison.Ordinal));
        Assert.Contains(_faults, fault => fault.StartsWith("PIWA_LABEL: There is no setting 'label'. Did you mean 'labels'?", StringComparison.Ordinal));
        Assert.Equal(3, _faults.Count(fault => fault.Contains("has no value", StringComparison.Ordinal)));
    }

    [Fact]
    public void AFileThatIsNamedMustBeThere()
    {
        Settings.Load(_home["machine.json"], _home["other.json"], isRequired: true, new Dictionary<string, string>(), Known, _faults);
        Assert.Contains("other.json", Assert.Single(_faults), StringComparison.Ordinal);
    }

    private Settings Load(Dictionary<string, string> environment) =>
        Settings.Load(_home["machine.json"], _home["local.json"], isRequired: false, environment, Known, _faults);
}
