using Spectre.Console;

namespace Piwa.Host.Commands;

/// <summary>How the check of a signed document ends, once its signature holds.</summary>
internal static class DocumentCheck
{
    /// <param name="document">What it is, such as <c>proof</c>.</param>
    /// <param name="role">Whose signature it has, such as <c>wallet</c>.</param>
    /// <param name="signer">Their address.</param>
    /// <param name="key">Who must have signed; null for anybody.</param>
    /// <param name="isFileChecked">Whether a file was compared.</param>
    /// <param name="fileFault">What differs in it; null if nothing does.</param>
    public static int Conclude(string document, string role, string signer, string? key, bool isFileChecked, string? fileFault)
    {
        string? keyFault = key is null || key == signer ? null : $"the {document} is of the {role} {signer}, not of {key}.";
        foreach (string fault in new[] { keyFault, fileFault }.OfType<string>())
            AnsiConsole.MarkupLineInterpolated($"[red]wrong:[/] {fault}");
        if (keyFault is not null || fileFault is not null)
            return ExitCode.Unsound;
        AnsiConsole.MarkupLineInterpolated(
            $"[green]Sound.[/] {(key is null ? $"The {role}'s key signed this; whose {role} it is, --key asks." : "")}{(isFileChecked ? " The file is the one." : "")}");
        return ExitCode.Done;
    }
}
