namespace Piwa.Tests.House;

/// <summary>A block of code in a document.</summary>
/// <param name="Document">The document.</param>
/// <param name="Language">What stands behind its fence.</param>
/// <param name="Line">The line of its fence.</param>
/// <param name="Text">Its lines, each with its end.</param>
internal sealed record DocumentBlock(string Document, string Language, int Line, string Text)
{
    public override string ToString() => $"{Document}:{Line}";
}
