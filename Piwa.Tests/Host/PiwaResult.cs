namespace Piwa.Tests.Host;

/// <summary>What a process of the host said, and with what it ended.</summary>
internal sealed record PiwaResult(int ExitCode, string Output, string Errors)
{
    /// <summary>The output without the line breaks that a narrow terminal puts in.</summary>
    public string Text => string.Join(' ', $"{Output} {Errors}".Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Checks the exit code; a failure shows all that was said.</summary>
    public PiwaResult Exits(int code)
    {
        Assert.True(ExitCode == code, $"Expected exit code {code}, got {ExitCode}.\n{Output}\n{Errors}");
        return this;
    }

    /// <summary>Checks that something was said.</summary>
    public PiwaResult Says(params string[] expected)
    {
        Assert.All(expected, text => Assert.Contains(text, Text, StringComparison.Ordinal));
        return this;
    }
}
