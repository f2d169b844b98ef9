using System.CommandLine;

namespace Piwa.Host.Commands;

/// <summary>The command line of <c>piwa</c>.</summary>
internal static class PiwaCommand
{
    public static Task<int> RunAsync(string[] arguments)
    {
        var root = new RootCommand("Makes verified, minted 3D training data: procedural meshes, rendered from many views.")
        {
            GenerateCommand.Create(),
            UploadCommand.Create(),
            VerifyCommand.Create(),
            ProveCommand.Create(),
            RepairCommand.Create(),
            ReplayCommand.Create(),
            PromoteCommand.Create(),
            InspectCommand.Create(),
            ServeCommand.Create(),
            StatsCommand.Create(),
            CardCommand.Create(),
            ExportCommand.Create(),
            AssetCommand.Create(),
            LedgerCommand.Create(),
            OracleCommand.Create(),
            DevicesCommand.Create(),
            PlanCommand.Create(),
        };
        ParseResult parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            foreach (System.CommandLine.Parsing.ParseError error in parsed.Errors)
                Terminal.Errors.Write(error.Message);
            Console.Error.WriteLine($"See: piwa {parsed.CommandResult.Command.Name switch { "piwa" => "", var name => name + " " }}--help");
            return Task.FromResult(ExitCode.Usage);
        }

        // Signals are ours: a run drains, however long that takes.
        return parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
    }
}
