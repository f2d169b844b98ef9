using System.CommandLine;
using System.Globalization;
using System.Net;
using Piwa.Chain.Ledger;
using Piwa.Chain.Ledger.Serving;
using Piwa.Host.Terminal;
using Piwa.Pipeline.Shards;

namespace Piwa.Host.Commands;

/// <summary><c>piwa ledger serve</c>: an embedded ledger as a Solana node, for the programs that others have written.</summary>
internal static class LedgerCommand
{
    public static Command Create() => new("ledger", "Serves an embedded ledger to the programs of others.") { CreateServe() };

    private static Command CreateServe()
    {
        var directory = new Argument<string>("directory")
        {
            Description = "Directory of a data set or of a ledger; an empty one becomes a new ledger.",
        };
        var port = new Option<int>("--port", "-p")
        {
            Description = "Port of HTTP on this machine's loopback, 0 for any that is free; WebSockets are taken on the next one.",
            DefaultValueFactory = _ => LedgerServerOptions.DefaultPort,
        };
        var readOnly = new Option<bool>("--read-only")
        {
            Description = "Serve the ledger as it is now, and take no transactions: another process may be writing.",
        };
        var command = new Command("serve", "Answers Solana's JSON-RPC, its WebSocket and DAS on loopback, until Ctrl+C.")
        {
            directory, port, readOnly,
        };
        command.SetAction((parsed, _) => Errors.GuardAsync(token =>
            ServeAsync(parsed.GetRequiredValue(directory), parsed.GetRequiredValue(port), parsed.GetValue(readOnly), token)));
        return command;
    }

    private static async Task<int> ServeAsync(string directory, int port, bool isReadOnly, CancellationToken cancellationToken)
    {
        if (port is < 0 or > LedgerServerOptions.MaximumPort)
            throw new ArgumentException($"--port is {port}; it must be 0 to {LedgerServerOptions.MaximumPort}.");

        string path = Locate(directory, isReadOnly);
        using EmbeddedLedger ledger = Open(path, isReadOnly);
        LedgerServer server = Start(ledger, port);
        await using (server.ConfigureAwait(false))
        {
            Print(server, path, isReadOnly);
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                Console.WriteLine("Stopped.");
            }
        }

        return ExitCode.Done;
    }

    /// <summary>The directory of the ledger itself: that of a data set has it within.</summary>
    private static string Locate(string directory, bool isReadOnly)
    {
        if (!Directory.Exists(directory))
            throw new DirectoryNotFoundException($"There is no directory '{directory}'. For a new ledger, make an empty one.");
        if (EmbeddedLedger.Exists(directory))
            return directory;
        if (Dataset.Exists(directory))
        {
            using Dataset dataset = Dataset.Open(directory);
            return dataset.LedgerPath;
        }

        if (isReadOnly || Directory.EnumerateFileSystemEntries(directory).Any())
        {
            throw new ArgumentException(
                $"'{directory}' holds neither a ledger nor a data set" + (isReadOnly ? "." : ", and a new ledger wants an empty directory."));
        }

        return directory;
    }

    private static EmbeddedLedger Open(string path, bool isReadOnly)
    {
        EmbeddedLedgerOptions options = new() { IndexAssets = true };
        try
        {
            return isReadOnly ? EmbeddedLedger.OpenReadOnly(path, options) : EmbeddedLedger.Open(path, options);
        }
        catch (LedgerInUseException error)
        {
            throw new IOException($"{error.Message} Or serve it as it is now, with --read-only.", error);
        }
    }

    private static LedgerServer Start(EmbeddedLedger ledger, int port)
    {
        try
        {
            return LedgerServer.Start(ledger, new LedgerServerOptions { Port = port });
        }
        catch (HttpListenerException error)
        {
            throw new IOException(
                string.Create(CultureInfo.InvariantCulture, $"Port {port} or {port + 1} is taken ({error.Message}). Choose another with --port."),
                error);
        }
    }

    /// <summary>Whole lines, whatever the terminal's width: they are there to be copied.</summary>
    private static void Print(LedgerServer server, string path, bool isReadOnly)
    {
        string address = server.Address.OriginalString;
        Console.WriteLine($$"""
            ledger     {{path}}{{(isReadOnly ? ", as it is now: it takes no transactions" : "")}}
            HTTP       {{address}}  JSON-RPC and DAS
            WebSocket  {{server.WebSocketAddress.OriginalString}}

              curl {{address}} -H 'Content-Type: application/json' -d '{"jsonrpc":"2.0","id":1,"method":"getSlot"}'
              new Connection('{{address}}')              @solana/web3.js
              createUmi('{{address}}').use(dasApi())     umi
              solana --url {{address}} {{(isReadOnly ? "slot      " : "airdrop 10")}}        the command line of Solana

            Ctrl+C stops.
            """);
    }
}
