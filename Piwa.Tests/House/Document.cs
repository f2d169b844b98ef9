namespace Piwa.Tests.House;

/// <summary>The code in the documents.</summary>
internal static class Document
{
    private const string Fence = "```";

    /// <summary>A block of a language in a document.</summary>
    public static string Block(string document, string language, int number = 0)
    {
        string text = File.ReadAllText(Path.Combine(Repository.Root, document)).ReplaceLineEndings("\n");
        string opening = $"{Fence}{language}\n";
        int start = 0;
        for (int i = 0; i <= number; i++)
        {
            start = text.IndexOf(opening, start, StringComparison.Ordinal);
            Assert.True(start >= 0, $"{document} has no block {number} of {language}.");
            start += opening.Length;
        }

        return text[start..text.IndexOf(Fence, start, StringComparison.Ordinal)];
    }
}
