using System.Diagnostics;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Host;

public sealed class ConfigCommandTests : IDisposable
{
    private readonly TemporaryDirectory _home = new();
    private readonly PiwaProcess _piwa;

    public ConfigCommandTests() => _piwa = new PiwaProcess(_home.Path);

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task EachValueIsShownWithItsSource()
    {
        await WriteAsync("appsettings.json", """{ "assets": 40, "preset": "zeroverse", "shard-assets": 16, "labels": true }""");
        PiwaResult result = await RunAsync(new() { ["PIWA_SHARD_ASSETS"] = "32" }, "config", "--preset", "L3");
        string[] lines = [.. result.Exits(0).Output.Split('\n').Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))];
        Assert.Contains("assets 40 appsettings.json", lines);
        Assert.Contains("preset L3 command line", lines);
        Assert.Contains("shard-assets 32 PIWA_SHARD_ASSETS", lines);
        Assert.Contains("labels true appsettings.json", lines, StringComparer.OrdinalIgnoreCase);
        Assert.Contains("seed 1 default", lines);
        Assert.Contains("chain mint default", lines);
        Assert.Contains("wallet - default", lines);
    }

    [Fact]
    public async Task ARunTakesWhatIsConfigured()
    {
        await WriteAsync("mine.json", """{ "assets": 3, "out": "here", "resolution": 64, "triangles": 600, "shard-assets": 8, "device": "host" }""");
        (await RunAsync(new() { ["PIWA_SEED"] = "9" }, "generate", "--config", "mine.json", "--assets", "5")).Exits(0).Says("5 made");
        Assert.Contains("\"seed\":9", await File.ReadAllTextAsync(_home["here/campaign.json"], TestContext.Current.CancellationToken));

        // What is made is said once, by generate; the others take what says where and as whom.
        await WriteAsync("appsettings.json", """{ "preset": "L1", "device": "cuda:77" }""");
        (await _piwa.RunAsync("verify", "here")).Exits(1).Says("cuda:77");
        (await _piwa.RunAsync("verify", "here", "--device", "host")).Exits(0).Says("Sound.");
    }

    [Fact]
    public async Task AllFaultsAreSaidAtOnce()
    {
        await WriteAsync("appsettings.json", """{ "shard-asets": 8, "assets": "many", "Logging": { "Level": "x" } }""");
        (await RunAsync(new() { ["PIWA_PRESETS"] = "L1" }, "generate", "--threads", "some")).Exits(2).Says(
            "appsettings.json: There is no setting 'shard-asets'. Did you mean 'shard-assets'?",
            "There is no setting 'Logging'",
            "PIWA_PRESETS: There is no setting 'presets'. Did you mean 'preset'?",
            "--assets is 'many'; it must be a whole number that is not negative. (appsettings.json)",
            "--threads is 'some'");

        await WriteAsync("appsettings.json", """{ "shard-assets": 0, "channels": "colour", "unminted-shards": 0 }""");
        (await _piwa.RunAsync("generate", "--assets", "0", "--rig", "none", "--oracle", "here")).Exits(2).Says(
            "--assets is 0", "ShardAssets is 0", "There is no channel 'colour'. Did you mean 'color'?", "UnmintedShards is 0", "'none'", "--oracle is 'here'");
        Assert.False(Directory.Exists(_home["dataset"]));

        // What cannot be read does not hide what can and is wrong.
        (await _piwa.RunAsync("generate", "--assets", "-4", "--threads=some", "--rig", "none")).Exits(2).Says(
            "--assets is '-4'", "--threads is 'some'", "ShardAssets is 0", "'none'", "There is no channel 'colour'. Did you mean 'color'?");
        (await _piwa.RunAsync("generate", "--assets", "1", "--assets", "2")).Exits(2).Says("--assets", "ShardAssets is 0");
        (await _piwa.RunAsync("generate", "--rig", "none", "--assets")).Exits(2).Says("--assets", "ShardAssets is 0", "'none'");
        (await _piwa.RunAsync("config", "--seed", "x")).Exits(2).Says("--seed is 'x'", "UnmintedShards is 0");
        (await _piwa.RunAsync("config")).Exits(2).Says("colour", "appsettings.json", "ShardAssets is 0", "UnmintedShards is 0");
        (await _piwa.RunAsync("generate", "--config", "nowhere.json")).Exits(2).Says("There is no file 'nowhere.json'");
    }

    private Task WriteAsync(string name, string text) => File.WriteAllTextAsync(_home[name], text, TestContext.Current.CancellationToken);

    private async Task<PiwaResult> RunAsync(Dictionary<string, string> environment, params string[] arguments)
    {
        using Process process = _piwa.Start(environment, arguments);
        return await PiwaProcess.FinishAsync(process);
    }
}
