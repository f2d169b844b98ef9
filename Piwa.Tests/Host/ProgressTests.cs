using System.Text.Json;
using Piwa.Tests.House;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Host;

public sealed class ProgressTests : IDisposable
{
    private static readonly string[] Small = ["--resolution", "64", "--triangles", "600", "--shard-assets", "8"];

    private readonly TemporaryDirectory _home = new();
    private readonly PiwaProcess _piwa;

    public ProgressTests() => _piwa = new PiwaProcess(_home.Path);

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task JsonIsAnObjectALineAndTheReportComesLast()
    {
        PiwaResult result = (await _piwa.RunAsync(["generate", "--assets", "40", "--json", .. Small])).Exits(0);
        Assert.Empty(result.Errors);
        JsonElement[] lines = [.. result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Parse)];
        Assert.Equal("report", Text(lines[^1], "type"));
        Assert.Equal(40, lines[^1].GetProperty("completed").GetInt64());
        Assert.Equal(40, lines[^1].GetProperty("minted").GetInt64());
        Assert.False(lines[^1].GetProperty("wasCancelled").GetBoolean());
        Assert.NotEmpty(lines[..^1]);
        foreach (JsonElement line in lines[..^1])
        {
            Assert.Equal("progress", Text(line, "type"));
            Assert.Equal(40, line.GetProperty("planned").GetInt64());
            Assert.Equal(
                ["generate", "render", "seal", "shard", "mint"], line.GetProperty("stages").EnumerateArray().Select(stage => Text(stage, "name")));
        }

        string documented = await File.ReadAllTextAsync(
            Path.Combine(Repository.Root, "docs", "operating.md"), TestContext.Current.CancellationToken);
        IEnumerable<string> fields = lines.SelectMany(line => line.EnumerateObject().Select(field => field.Name))
            .Concat(lines[0].GetProperty("stages")[0].EnumerateObject().Select(field => field.Name));
        Assert.All(fields.Distinct(), field => Assert.Contains($"`{field}`", documented, StringComparison.Ordinal));
    }

    [Fact]
    public async Task QuietLeavesTheResultAlone()
    {
        PiwaResult result = (await _piwa.RunAsync(["generate", "--assets", "4", "--quiet", .. Small])).Exits(0).Says("4 made");
        Assert.StartsWith("data set", result.Output, StringComparison.Ordinal);
        Assert.Empty(result.Errors);
    }

    [Fact]
    public async Task WhereTheOutputIsNoTerminalNothingIsRedrawn()
    {
        PiwaResult result = (await _piwa.RunAsync(["generate", "--assets", "4", .. Small])).Exits(0).Says("Ctrl+C stops", "4 made");
        Assert.DoesNotContain('\u001b', result.Output);
    }

    private static JsonElement Parse(string line)
    {
        using JsonDocument json = JsonDocument.Parse(line);
        return json.RootElement.Clone();
    }

    private static string Text(JsonElement value, string name) => value.GetProperty(name).GetString()!;
}
