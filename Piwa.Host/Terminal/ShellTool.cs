using System.ComponentModel;
using System.Diagnostics;

namespace Piwa.Host.Terminal;

/// <summary>Asks a program of the system.</summary>
internal static class ShellTool
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>What it prints, without white space around it; null where it is not there, fails, or does not answer in some seconds.</summary>
    public static async Task<string?> AskAsync(string program, string[] arguments, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            using Process process = Process.Start(
                new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            try
            {
                Task<string> errors = process.StandardError.ReadToEndAsync(limit.Token);
                string output = await process.StandardOutput.ReadToEndAsync(limit.Token).ConfigureAwait(false);
                await errors.ConfigureAwait(false);
                await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
                return process.ExitCode == 0 ? output.Trim() : null;
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                process.Kill(entireProcessTree: true);
                return null;
            }
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
