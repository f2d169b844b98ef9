using System.Text.RegularExpressions;

namespace Piwa.Tests.House;

/// <summary>The documents of the source tree, and the code in them.</summary>
internal static partial class Document
{
    public const string Readme = "README.md";
    public const string Changelog = "CHANGELOG.md";

    private const string Fence = "```";

    /// <summary>All documents, as paths below the root.</summary>
    public static string[] All { get; } =
    [
        .. Directory.GetFiles(Repository.Root, "*.md")
            .Concat(Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/')).Order(StringComparer.Ordinal),
    ];

    /// <summary>Those that say how things are. The changelog says how they became.</summary>
    public static string[] Current { get; } = [.. All.Where(document => document != Changelog)];

    /// <summary>All blocks of code in the documents.</summary>
    public static DocumentBlock[] Blocks { get; } = [.. All.SelectMany(BlocksOf)];

    /// <summary>The text of a document.</summary>
    public static string Read(string document) => File.ReadAllText(Path.Combine(Repository.Root, document)).ReplaceLineEndings("\n");

    /// <summary>A block of a language in a document.</summary>
    public static string Block(string document, string language, int number = 0)
    {
        DocumentBlock[] blocks = [.. Blocks.Where(block => block.Document == document && block.Language == language)];
        Assert.True(number < blocks.Length, $"{document} has no block {number} of {language}.");
        return blocks[number].Text;
    }

    /// <summary>What stands between backticks in the text of a document, outside of its blocks.</summary>
    public static IEnumerable<string> Spans(string document) =>
        Span().Matches(FencedBlock().Replace(Read(document), "")).Select(match => LineBreak().Replace(match.Groups[1].Value, " "));

    private static IEnumerable<DocumentBlock> BlocksOf(string document)
    {
        string[] lines = Read(document).Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            if (!lines[i].StartsWith(Fence, StringComparison.Ordinal))
                continue;
            int end = Array.IndexOf(lines, Fence, i + 1);
            Assert.True(end > 0, $"{document}:{i + 1}: the block has no end.");
            yield return new DocumentBlock(document, lines[i][Fence.Length..], i + 1, string.Concat(lines[(i + 1)..end].Select(line => line + "\n")));
            i = end;
        }
    }

    [GeneratedRegex("^```.*?^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex FencedBlock();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Span();

    [GeneratedRegex(@"\s*\n\s*")]
    private static partial Regex LineBreak();
}
