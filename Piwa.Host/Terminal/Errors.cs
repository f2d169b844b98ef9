using Piwa.Chain.Anchoring;
using Piwa.Chain.Economy;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger;
using Piwa.Chain.Minting;
using Piwa.Chain.Provenance;
using Piwa.Chain.Requests;
using Piwa.Chain.Rpc;
using Piwa.Kernels.Devices;
using Piwa.Kernels.Recipes;
using Piwa.Pipeline;
using Piwa.Pipeline.Economy;
using Piwa.Pipeline.Shards;
using Spectre.Console;

namespace Piwa.Host.Terminal;

/// <summary>Says what went wrong on standard error, and gives the exit code for it.</summary>
internal static class Errors
{
    private static readonly IAnsiConsole Console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(System.Console.Error) });

    /// <summary>Runs a command's body; what it throws becomes a message and an exit code.</summary>
    public static async Task<int> GuardAsync(Func<CancellationToken, Task<int>> body)
    {
        using var interruption = new Interruption();
        try
        {
            return await body(interruption.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            Console.MarkupLine("[yellow]stopped[/]");
            return ExitCode.Stopped;
        }
        catch (Exception fault) when (CodeOf(fault) is { } code)
        {
            Write(code == ExitCode.Permission && fault is not KeypairFileException
                ? $"{fault.Message} Name a place that this user ({Environment.UserName}) may write to, or have its permissions mended."
                : fault.Message);
            return code;
        }
    }

    /// <summary>Writes one error line.</summary>
    public static void Write(string message) => Console.MarkupLineInterpolated($"[red]error:[/] {message}");

    /// <summary>The code of an error that an operator can mend; null for a bug, which shows with its stack.</summary>
    private static int? CodeOf(Exception fault) => fault switch
    {
        ArgumentException or RecipeFormatException or DatasetMismatchException or AlreadyPromotedException => ExitCode.Usage,
        KeypairFileException or UnauthorizedAccessException => ExitCode.Permission,
        ManifestException => ExitCode.Unsound,
        RunFailedException { InnerException: UnauthorizedAccessException } => ExitCode.Permission,
        RunFailedException or DeviceException or IOException or ShardFormatException or LedgerInUseException or LedgerCorruptedException or OracleException
            or RequestException or MarketException or EconomyException or ValueLedgerException or JournalException or MintFailedException
            or ForeignLeafException or RpcException
            => ExitCode.Failed,
        _ => null,
    };
}
