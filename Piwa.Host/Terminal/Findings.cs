using Spectre.Console;

namespace Piwa.Host.Terminal;

/// <summary>Says what a check has found.</summary>
internal static class Findings
{
    private const int Most = 100;

    /// <summary>Writes the first findings, and how many there are; nothing if there are none.</summary>
    public static void Print(IReadOnlyList<string> findings)
    {
        foreach (string finding in findings.Take(Most))
            AnsiConsole.MarkupLineInterpolated($"[red]wrong:[/] {finding}");
        if (findings.Count > Most)
            AnsiConsole.MarkupLineInterpolated($"[red]and {findings.Count - Most} more.[/]");
        if (findings.Count > 0)
            AnsiConsole.MarkupLineInterpolated($"[red]{findings.Count} {(findings.Count == 1 ? "finding" : "findings")}.[/]");
    }
}
