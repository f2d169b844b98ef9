using System.Collections;
using System.CommandLine;
using System.CommandLine.Parsing;

namespace Piwa.Host.Configuration;

/// <summary>A command line together with what is configured: options that it does not name have their configured values.</summary>
internal sealed class ConfiguredCommandLine
{
    /// <summary>What commands beside <c>generate</c> take from the configuration: what says where and as whom, not what is made.</summary>
    private static readonly string[] Shared = ["device", "threads", "wallet", "oracle"];

    private static readonly string[] OfThisCall = ["quiet", "json", "config", "help", "version"];

    private readonly Option<string?> _file = new("--config")
    {
        Description = $"File of settings, instead of ./{Settings.LocalFile}; see 'piwa config'.",
    };

    private readonly Command _generate;
    private readonly HashSet<Command> _whole;
    private readonly HashSet<Command> _sharing;

    /// <param name="generate">Has all settings as options.</param>
    /// <param name="whole">Other commands that have all of them.</param>
    /// <param name="sharing">Commands that take what is shared.</param>
    public ConfiguredCommandLine(Command generate, IEnumerable<Command> whole, IEnumerable<Command> sharing)
    {
        _generate = generate;
        _whole = [generate, .. whole];
        _sharing = [.. sharing];
        foreach (Command command in _whole.Union(_sharing))
            command.Add(_file);
    }

    /// <summary>Where the values of options come from that the command line does not name.</summary>
    public Dictionary<Option, string> Sources { get; } = [];

    private IEnumerable<Option> All => SettingsOf(_generate);

    /// <summary>The options of a command that are settings.</summary>
    public static IEnumerable<Option> SettingsOf(Command command) => command.Options.Where(option => !OfThisCall.Contains(NameOf(option)));

    /// <summary>The name of an option as a key.</summary>
    public static string NameOf(Option option) => option.Name.TrimStart('-');

    /// <summary>Parses a command line.</summary>
    /// <param name="root">The root of all commands.</param>
    /// <param name="arguments">The command line.</param>
    /// <param name="faults">What is wrong with the settings is added here.</param>
    public ParseResult Parse(RootCommand root, string[] arguments, List<string> faults)
    {
        ParseResult parsed = root.Parse(arguments);
        Command command = parsed.CommandResult.Command;
        bool isWhole = HasAllSettings(parsed);
        if ((!isWhole && !_sharing.Contains(command)) || arguments[0] != command.Name)
            return parsed;

        string? file = parsed.GetResult(_file) is { } given && !given.Errors.Any() ? parsed.GetValue(_file) : null;
        Settings settings = Settings.Load(
            Settings.MachineFile, file ?? Settings.LocalFile, file is not null, Variables(), [.. All.Select(NameOf)], faults);
        List<string> configured = [];
        foreach (Option option in All.Select(each => command.Options.FirstOrDefault(own => own.Name == each.Name)).OfType<Option>())
        {
            string name = NameOf(option);
            if ((isWhole || Shared.Contains(name)) && parsed.GetResult(option) is null or { Implicit: true } && settings.Find(name) is var (value, source))
            {
                configured.Add($"{option.Name}={value}");
                Sources[option] = source;
            }
        }

        return configured.Count == 0 ? parsed : root.Parse([arguments[0], .. configured, .. arguments[1..]]);
    }

    /// <summary>Whether the command is one that all settings are options of.</summary>
    public bool HasAllSettings(ParseResult parsed) => _whole.Contains(parsed.CommandResult.Command);

    /// <summary>Where the value comes from that an error is about; empty for the command line.</summary>
    public string SourceOf(ParseError error) =>
        error.SymbolResult is OptionResult result && Sources.TryGetValue(result.Option, out string? source) ? $" ({source})" : "";

    private static Dictionary<string, string> Variables() => Environment.GetEnvironmentVariables()
        .Cast<DictionaryEntry>().ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? "");
}
