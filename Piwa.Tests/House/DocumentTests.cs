using System.Text.RegularExpressions;
using Piwa.Pipeline.Shards;

namespace Piwa.Tests.House;

/// <summary>What the documents say is there is there; where they lead there is something; and each block of theirs is run.</summary>
public sealed partial class DocumentTests
{
    /// <summary>Languages of blocks, and what runs all blocks of each, found by looking through the documents.</summary>
    private static readonly Dictionary<string, string> Runners = new()
    {
        ["csharp"] = nameof(PackageTests),
        ["sh"] = nameof(DocumentCommandTests),
        ["python"] = nameof(Piwa.Tests.Shards.PythonReaderTests),
    };

    /// <summary>Blocks of what is no code: how many a document has, and the test that compares them with what Piwa makes of it.</summary>
    private static readonly Dictionary<string, (int Count, string Test)> Shown = new()
    {
        ["docs/data.md json"] = (1, nameof(Piwa.Tests.Kernels.Recipes.CustomRigTests)),
        ["docs/formats.md text"] = (7, nameof(DocumentCommandTests)),
        ["docs/market.md text"] = (1, nameof(Piwa.Tests.Chain.Economy.Licensing.LicenceFileTests)),
        ["docs/operating.md text"] = (1, nameof(Piwa.Tests.Host.RunViewTests)),
        ["docs/oracle.md text"] = (2, nameof(Piwa.Tests.Chain.Provenance.RequestTests)),
    };

    [Fact]
    public void TheReadmeBeginsWithTheTwoCommands() => Assert.Equal(
        ["dotnet run -c Release --project Piwa.Host -- generate --assets 200 --out dataset", "dotnet test"],
        Document.Block(Document.Readme, "sh").Split('\n', StringSplitOptions.RemoveEmptyEntries));

    [Fact]
    public void EveryBlockIsRunByATest()
    {
        IEnumerable<DocumentBlock> others = Document.Blocks.Where(block => !Runners.ContainsKey(block.Language));
        Assert.Equal(
            Shown.OrderBy(each => each.Key, StringComparer.Ordinal).Select(each => (each.Key, each.Value.Count)),
            others.GroupBy(block => $"{block.Document} {block.Language}").Select(each => (each.Key, each.Count())).OrderBy(each => each.Key, StringComparer.Ordinal));
        Assert.All(
            Document.Blocks.Where(block => block.Language == "python"), block => Assert.Equal(Piwa.Tests.Shards.PythonReaderTests.Formats, block.Document));
    }

    [Fact]
    public void LinksLead()
    {
        List<string> broken = [];
        foreach (string document in Document.All)
        {
            foreach ((string path, string anchor) in Links(document))
            {
                string target = Path.Combine(Repository.Root, Path.GetDirectoryName(document)!, path);
                bool isThere = path.Length == 0 || File.Exists(target) || Directory.Exists(target);
                if (!isThere || (anchor.Length > 0 && !Anchors(path.Length == 0 ? document : Named(document, path)).Contains(anchor)))
                    broken.Add($"{document}: {path}{(anchor.Length > 0 ? "#" : "")}{anchor}");
            }
        }

        Assert.Empty(broken);
    }

    [Fact]
    public void EveryDocumentIsReachedFromTheReadme()
    {
        HashSet<string> reached = [Document.Readme];
        var open = new Queue<string>(reached);
        while (open.TryDequeue(out string? document))
        {
            foreach (string next in Links(document).Select(link => Named(document, link.Path)).Where(Document.All.Contains).Where(reached.Add))
                open.Enqueue(next);
        }

        Assert.Empty(Document.All.Except(reached));
    }

    [Fact]
    public void EveryExitCodeIsDocumented()
    {
        string operating = Document.Read("docs/operating.md");
        string codes = File.ReadAllText(Path.Combine(Repository.Root, "Piwa.Host", "ExitCode.cs"));
        Assert.All(ExitCode().Matches(codes), code => Assert.Contains($"| {code.Groups[1].Value} |", operating, StringComparison.Ordinal));
    }

    [Fact]
    public void EveryColumnOfAShardIsDocumented()
    {
        string formats = Document.Read("docs/formats.md");
        var everything = new ShardSchema(new RowLayout(1, ImageChannel.Parse("all"), HasLabels: true));
        foreach (ShardColumn column in everything.Columns)
            Assert.Contains($"| `{column.Field.Name}` |", formats, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryInstrumentIsDocumented() => Assert.Equal(
        Repository.Sources("Piwa.Pipeline").Concat(Repository.Sources("Piwa.Host")).SelectMany(file => Instrument().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups[1].Value).Order(StringComparer.Ordinal),
        InstrumentRow().Matches(Document.Read("docs/observing.md")).Select(match => match.Groups[1].Value).Order(StringComparer.Ordinal));

    private static IEnumerable<(string Path, string Anchor)> Links(string document) =>
        Link().Matches(Document.Read(document)).Select(link => (link.Groups["path"].Value, link.Groups["anchor"].Value));

    /// <summary>What a link of a document leads to, as a path below the root.</summary>
    private static string Named(string document, string path) => Path
        .GetRelativePath(Repository.Root, Path.GetFullPath(Path.Combine(Repository.Root, Path.GetDirectoryName(document)!, path))).Replace('\\', '/');

    /// <summary>The anchors that GitHub gives headings: letters, digits, hyphens and underscores, in lower case, with hyphens for spaces.</summary>
    private static HashSet<string> Anchors(string document) => !document.EndsWith(".md", StringComparison.Ordinal) ? [] :
    [
        .. Heading().Matches(Document.Read(document))
            .Select(heading => NoPartOfAnAnchor().Replace(heading.Groups[1].Value.ToLowerInvariant(), "").Replace(' ', '-')),
    ];

    // Of Markdown and of HTML: [text](path#anchor), <img src="path">, <source srcset="path">.
    [GeneratedRegex(@"(\]\(|\b(src|srcset|href)="")(?!https?://)(?<path>[^)""#\s]*)(#(?<anchor>[^)""]*))?[)""]")]
    private static partial Regex Link();

    [GeneratedRegex("^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NoPartOfAnAnchor();

    [GeneratedRegex(@"\.Create\w+(?:<\w+>)?\(\s*""(piwa\.[\w.]+)""")]
    private static partial Regex Instrument();

    [GeneratedRegex(@"^\| `(piwa\.[\w.]+)` \|", RegexOptions.Multiline)]
    private static partial Regex InstrumentRow();

    [GeneratedRegex(@"const int \w+ = (\d+);")]
    private static partial Regex ExitCode();
}
