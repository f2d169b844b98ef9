using System.Text.RegularExpressions;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Packaging;

/// <summary>What docs/formats.md says of channels and columns, and its reader in Python: the document is part of the library.</summary>
internal static partial class FormatText
{
    private const string Resource = "Piwa.Pipeline.Packaging.formats.md";
    private const string ShardHeading = "\n## Shard\n";

    private static readonly Lazy<string> Document = new(Load);
    private static readonly Lazy<Dictionary<string, string>> Channels = new(() => Rows(Document.Value[..ShardStart]));
    private static readonly Lazy<Dictionary<string, string>> Columns = new(() => Rows(Document.Value[ShardStart..]));

    // Blocks of Python: planes; then what LZ4 needs: views, an example; then what Zstandard needs.
    private const int Lz4End = 3;

    private static readonly Lazy<string[]> Blocks = new(() => [.. Block().Matches(Document.Value).Select(block => block.Groups[1].Value)]);

    private static int ShardStart => Document.Value.IndexOf(ShardHeading, StringComparison.Ordinal);

    /// <summary>The blocks of Python that read a format's blobs, and an example.</summary>
    public static IEnumerable<string> Readers(ImageFormat format) => format == ImageFormat.Zstd
        ? Blocks.Value.Where((_, i) => i is 0 or >= Lz4End)
        : Blocks.Value.Take(Lz4End);

    /// <summary>What the values of a channel are.</summary>
    public static string Channel(string name) => Channels.Value.GetValueOrDefault(name, name);

    /// <summary>What a column is.</summary>
    public static string Column(string name) => Columns.Value.GetValueOrDefault(name, name);

    private static Dictionary<string, string> Rows(string text)
    {
        var rows = new Dictionary<string, string>();
        foreach (Match row in Row().Matches(text))
            rows.TryAdd(row.Groups[1].Value, row.Groups[2].Value.Replace("`", "", StringComparison.Ordinal));
        return rows;
    }

    private static string Load()
    {
        using Stream stream = typeof(FormatText).Assembly.GetManifestResourceStream(Resource)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    /// <summary>A line of a table of three columns: name, type, meaning.</summary>
    [GeneratedRegex(@"^\| `(\w+)` \| [^|\n]+ \| ([^|\n]+) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("```python\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
