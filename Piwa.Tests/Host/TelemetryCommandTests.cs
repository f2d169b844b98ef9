using System.Text.Json;
using Piwa.Pipeline.Shards;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Host;

public sealed class TelemetryCommandTests(SmallDataset original) : IClassFixture<SmallDataset>, IDisposable
{
    private readonly TemporaryDirectory _home = new();

    private PiwaProcess Piwa => new(_home.Path);

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task PostsAreListedAndChecked()
    {
        using Dataset dataset = Dataset.Open(original.Directory);
        (await Piwa.RunAsync("telemetry", original.Directory)).Exits(0).Says(
            "post 1, start", "post 2, end", "20 and 0 dead letters; 20 and 0 in all", $"signed by {dataset.Shards[0].Wallet}", "assets/s", "Sound.", "2 posts");
        (await Piwa.RunAsync("verify", original.Directory, "--samples", "0")).Exits(0).Says("telemetry 2 posts");
        using JsonDocument json = JsonDocument.Parse((await Piwa.RunAsync("telemetry", original.Directory, "--json")).Exits(0).Output);
        JsonElement last = json.RootElement.GetProperty("posts")[0];
        Assert.Equal((2, 20), (last.GetProperty("number").GetInt32(), last.GetProperty("all").GetProperty("assets").GetInt32()));
        Assert.NotEqual(JsonValueKind.Null, last.GetProperty("transaction").ValueKind);

        original.CopyTo(_home["cut"]);
        string file = _home["cut/telemetry.jsonl"];
        await File.WriteAllLinesAsync(file, File.ReadLines(file).Skip(1).ToArray(), TestContext.Current.CancellationToken);
        (await Piwa.RunAsync("telemetry", "cut")).Exits(78).Says("wrong:", "post 1 is missing before it");
        (await Piwa.RunAsync("verify", "cut", "--samples", "0")).Exits(78).Says("post 1 is missing before it");
        (await Piwa.RunAsync("telemetry", "none")).Exits(1).Says("no data set");
    }

    [Fact]
    public async Task HoursAreASettingLikeOthers()
    {
        (await Piwa.RunAsync("generate", "--telemetry-hours", "169")).Exits(2).Says("TelemetryInterval is 7.01:00:00", "1 minute to 7 days");
        await File.WriteAllTextAsync(_home["appsettings.json"], """{ "telemetry-hours": 0 }""", TestContext.Current.CancellationToken);
        (await Piwa.RunAsync("config")).Exits(0).Says("telemetry-hours 0");
    }
}
