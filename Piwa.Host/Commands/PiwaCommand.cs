using System.CommandLine;
using System.CommandLine.Parsing;
using Piwa.Host.Configuration;
using Piwa.Host.Terminal;

namespace Piwa.Host.Commands;

/// <summary>The command line of <c>piwa</c>.</summary>
internal static class PiwaCommand
{
    public static Task<int> RunAsync(string[] arguments)
    {
        (RootCommand root, ConfiguredCommandLine line, Action<ParseResult, List<string>> check) = Create();
        List<string> faults = [];
        ParseResult parsed = line.Parse(root, arguments, faults);

        // A shell that asks for suggestions gives half a command line.
        bool isHalf = arguments is [['[', ..], ..];
        if (!isHalf)
            faults.AddRange(parsed.Errors.Select(error => Describe(error) + line.SourceOf(error)));
        if (faults.Count > 0)
        {
            if (!isHalf && line.HasAllSettings(parsed) && root.Parse(WithoutFaulty(parsed)) is var rest && !FaultyOptions(rest).Any())
                check(rest, faults);
            foreach (string fault in faults)
                Errors.Write(fault);
            Console.Error.WriteLine($"See: piwa {parsed.CommandResult.Command.Name switch { "piwa" => "", var name => name + " " }}--help");
            return Task.FromResult(ExitCode.Usage);
        }

        // Signals are ours: a run drains, however long that takes.
        return parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
    }

    /// <summary>All commands, and what is configured for them.</summary>
    public static (RootCommand Root, ConfiguredCommandLine Line, Action<ParseResult, List<string>> Check) Create()
    {
        (Command generate, Action<ParseResult, List<string>> check) = GenerateCommand.Create();
        Command[] sharing =
        [
            UploadCommand.Create(), VerifyCommand.Create(), RepairCommand.Create(), ReplayCommand.Create(), PromoteCommand.Create(), AssetCommand.Create(),
            DoctorCommand.Create(), WorkCommand.Create(), CoordinatorCommand.Create(),
        ];
        ConfiguredCommandLine? line = null;
        Command config = ConfigCommand.Create(ConfiguredCommandLine.SettingsOf(generate), () => line!.Sources, check);
        line = new ConfiguredCommandLine(generate, [config], sharing);
        var root = new RootCommand("Makes verified, minted 3D training data: procedural meshes, rendered from many views.") { generate };
        foreach (Command command in (Command[])
            [
                .. sharing, ProveCommand.Create(), CertificateCommand.Create(), SignCommand.Create(), LabelsCommand.Create(), InspectCommand.Create(), ServeCommand.Create(), TelemetryCommand.Create(), StatsCommand.Create(), CardCommand.Create(), ExportCommand.Create(),
                LedgerCommand.Create(), OracleCommand.Create(), DevicesCommand.Create(), PlanCommand.Create(), GatherCommand.Create(), FetchCommand.Create(), FleetCommand.Create(), AuditCommand.Create(), EmissionsCommand.Create(), MarketCommand.Create(), LicenceCommand.Create(), StakeCommand.Create(), VoteCommand.Create(), StoreCommand.Create(), SyncCommand.Create(), config, CompletionCommand.Create(),
            ])
        {
            root.Add(command);
        }

        SuggestLowerCase(root);
        return (root, line, check);
    }

    /// <summary>The command line without the options that cannot be read: with their defaults, what else is wrong can be said too.</summary>
    private static string[] WithoutFaulty(ParseResult parsed)
    {
        var values = new HashSet<Token>(FaultyOptions(parsed).SelectMany(option => option.Tokens), ReferenceEqualityComparer.Instance);
        HashSet<string> names = [.. FaultyOptions(parsed).SelectMany(option => option.Option.Aliases.Append(option.Option.Name))];
        return [.. parsed.Tokens
            .Where(token => !values.Contains(token) && (token.Type != TokenType.Option || !names.Contains(token.Value)))
            .Select(token => token.Value)];
    }

    private static IEnumerable<OptionResult> FaultyOptions(ParseResult parsed) => parsed.Errors.Select(error => error.SymbolResult).OfType<OptionResult>();

    /// <summary>Values are suggested as the help writes them, not as the code names them.</summary>
    private static void SuggestLowerCase(Command command)
    {
        foreach (Option option in command.Options)
        {
            if ((Nullable.GetUnderlyingType(option.ValueType) ?? option.ValueType) is not { IsEnum: true } type)
                continue;
            option.CompletionSources.Clear();
            option.CompletionSources.Add([.. Enum.GetNames(type).Select(name => name.ToLowerInvariant())]);
        }

        foreach (Command child in command.Subcommands)
            SuggestLowerCase(child);
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
