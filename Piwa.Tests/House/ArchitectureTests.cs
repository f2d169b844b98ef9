using System.Text.RegularExpressions;
using System.Xml.Linq;
using Piwa.Pipeline;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.House;

/// <summary>The picture and the page of the architecture are of the graph that there is.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly string[] Stages =
        [.. SmallRun.Pipeline("nowhere/dataset").Describe().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[0])];

    private static readonly XElement[] Texts =
        [.. XDocument.Load(Path.Combine(Repository.Root, "docs", "graph.svg")).Descendants().Where(element => element.Name.LocalName == "text")];

    [Fact]
    public void ThePictureHasTheStagesInTheirOrder() => Assert.Equal(Stages, ShownAs("stage"));

    [Fact]
    public void ThePictureHasWhatCrossesEachLink()
    {
        string graph = File.ReadAllText(Path.Combine(Repository.Root, "Piwa.Pipeline", "BatchGraph.cs"));
        Assert.Equal(StageTypes().Matches(graph).Select(match => match.Groups[1].Value), ShownAs("hop"));
    }

    [Fact]
    public void ThePictureIsWellWithoutAPageAroundIt()
    {
        XElement svg = Texts[0].Document!.Root!;
        Assert.Equal($"0 0 {svg.Attribute("width")!.Value} {svg.Attribute("height")!.Value}", svg.Attribute("viewBox")!.Value);
        Assert.Contains("prefers-color-scheme: dark", svg.Value, StringComparison.Ordinal);

        // A ground of its own: it is read on any page, light or dark.
        Assert.Equal("paper", svg.Elements().First(element => element.Name.LocalName == "rect").Attribute("class")!.Value);
    }

    [Fact]
    public void ThePageHasTheStagesAndTheirBounds()
    {
        string page = Document.Read("docs/architecture.md");
        Assert.Equal(["admit", .. Stages], StageRow().Matches(page).Select(match => match.Groups[1].Value));
        Assert.Contains($"| {PiwaOptions.DefaultBatchCount} leases |", page, StringComparison.Ordinal);
        Assert.Contains($"| {PiwaOptions.DefaultUnmintedShards}, then the run holds still |", page, StringComparison.Ordinal);
    }

    private static IEnumerable<string> ShownAs(string kind) => Texts.Where(text => text.Attribute("class")?.Value == kind).Select(text => text.Value);

    [GeneratedRegex(@"Stage\.\w+<(\w+)")]
    private static partial Regex StageTypes();

    [GeneratedRegex(@"^\| ([a-z]+) \|.*\|.*\| (`\w+`)? ?\|$", RegexOptions.Multiline)]
    private static partial Regex StageRow();
}
