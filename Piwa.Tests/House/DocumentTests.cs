using System.Text.RegularExpressions;
using Piwa.Pipeline.Shards;

namespace Piwa.Tests.House;

/// <summary>What the documents say is there is there.</summary>
public sealed partial class DocumentTests
{
    [Fact]
    public void TheReadmeBeginsWithTheTwoCommands() => Assert.Equal(
        ["dotnet run -c Release --project Piwa.Host -- generate --assets 200 --out dataset", "dotnet test"], Document.Block("README.md", "sh").Split('\n', StringSplitOptions.RemoveEmptyEntries));

    [Fact]
    public void LinksBetweenDocumentsLead()
    {
        string[] documents = [Path.Combine(Repository.Root, "README.md"), .. Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md")];
        Assert.True(documents.Length >= 5);
        foreach (string document in documents)
        {
            foreach (Match link in Link().Matches(File.ReadAllText(document)))
            {
                string target = Path.Combine(Path.GetDirectoryName(document)!, link.Groups[1].Value);
                Assert.True(File.Exists(target) || Directory.Exists(target), $"{Path.GetFileName(document)} links to {link.Groups[1].Value}");
            }
        }
    }

    [Fact]
    public void EveryExitCodeIsDocumented()
    {
        string operating = File.ReadAllText(Path.Combine(Repository.Root, "docs", "operating.md"));
        string codes = File.ReadAllText(Path.Combine(Repository.Root, "Piwa.Host", "ExitCode.cs"));
        Assert.All(ExitCode().Matches(codes), code => Assert.Contains($"| {code.Groups[1].Value} |", operating, StringComparison.Ordinal));
    }

    [Fact]
    public void EveryColumnOfAShardIsDocumented()
    {
        string formats = File.ReadAllText(Path.Combine(Repository.Root, "docs", "formats.md"));
        var everything = new ShardSchema(new RowLayout(1, ImageChannel.Parse("all"), HasLabels: true));
        foreach (ShardColumn column in everything.Columns)
            Assert.Contains($"| `{column.Field.Name}` |", formats, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\]\((?!https?://|#)([^)#]+)(#[^)]*)?\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"const int \w+ = (\d+);")]
    private static partial Regex ExitCode();
}
