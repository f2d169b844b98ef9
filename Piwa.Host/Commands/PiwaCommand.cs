using System.CommandLine;
using System.CommandLine.Parsing;
using Piwa.Host.Terminal;

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
            foreach (ParseError error in parsed.Errors)
                Errors.Write(Describe(error));
            Console.Error.WriteLine($"See: piwa {parsed.CommandResult.Command.Name switch { "piwa" => "", var name => name + " " }}--help");
            return Task.FromResult(ExitCode.Usage);
        }

        // Signals are ours: a run drains, however long that takes.
        return parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
    }

    /// <summary>What is wrong with the command line, in words that name no type of ours.</summary>
    private static string Describe(ParseError error)
    {
        if (error.SymbolResult is not OptionResult { Tokens: [{ } given] } result)
            return error.Message;
        Type type = Nullable.GetUnderlyingType(result.Option.ValueType) ?? result.Option.ValueType;
        if (!error.Message.Contains(type.FullName!, StringComparison.Ordinal))
            return error.Message;
        string? expected = type == typeof(int) || type == typeof(long) ? "a whole number"
            : type == typeof(ulong) ? "a whole number that is not negative"
            : type == typeof(double) ? "a number, like 0.2"
            : type.IsEnum ? string.Join(", ", Enum.GetNames(type).Select(name => name.ToLowerInvariant()))
            : null;
        return expected is null ? error.Message : $"{result.Option.Name} is '{given.Value}'; it must be {(type.IsEnum ? "one of " : "")}{expected}.";
    }
}
