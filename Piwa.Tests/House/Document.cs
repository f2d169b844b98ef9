namespace Piwa.Tests.House;

/// <summary>The code in the documents.</summary>
internal static class Document
{
    private const string Fence = "```";

    /// <summary>The first block of a language in a document.</summary>
    public static string Block(string document, string language)
    {
        string text = File.ReadAllText(Path.Combine(Repository.Root, document)).ReplaceLineEndings("\n");
        string opening = $"{Fence}{language}\n";
        int start = text.IndexOf(opening, StringComparison.Ordinal);
        Assert.True(start >= 0, $"{document} has no block of {language}.");
        start += opening.Length;
        return text[start..text.IndexOf(Fence, start, StringComparison.Ordinal)];
    }
}
