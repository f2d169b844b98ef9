using System.Collections;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Piwa.Host.Configuration;
using Piwa.Host.Terminal;

namespace Piwa.Host.Commands;

/// <summary><c>piwa config</c>: what <c>piwa generate</c> would run with, and where each value comes from.</summary>
internal static class ConfigCommand
{
    private const int NameWidth = 18;
    private const int ValueWidth = 32;

    /// <param name="options">The options that are settings.</param>
    /// <param name="sources">Says, once a command line is parsed, where values come from.</param>
    /// <param name="check">Adds to a list what is wrong with the settings.</param>
    public static Command Create(
        IEnumerable<Option> options, Func<IReadOnlyDictionary<Option, string>> sources, Action<ParseResult, List<string>> check)
    {
        Option[] all = [.. options];
        var command = new Command("config", "Shows the settings of 'piwa generate' here, and where each comes from; takes the same options.");
        foreach (Option option in all)
            command.Add(option);
        command.SetAction((parsed, _) => Errors.GuardAsync(_ =>
        {
            foreach (Option option in all)
                Console.WriteLine(Describe(parsed, option, sources()));
            List<string> faults = [];
            check(parsed, faults);
            Faults.Throw(faults);
            return Task.FromResult(ExitCode.Done);
        }));
        return command;
    }

    private static string Describe(ParseResult parsed, Option option, IReadOnlyDictionary<Option, string> sources)
    {
        OptionResult? result = parsed.GetResult(option);
        bool isGiven = result is { Implicit: false };
        string source = sources.TryGetValue(option, out string? from) ? from : isGiven ? "command line" : "default";
        string value = isGiven
            ? string.Join(' ', result!.Tokens.Select(token => token.Value))
            : Text(option.HasDefaultValue ? option.GetDefaultValue() : null);
        if (value.Length == 0)
            value = isGiven && option.ValueType == typeof(bool) ? "true" : "-";
        return $"{ConfiguredCommandLine.NameOf(option),-NameWidth}  {value,-ValueWidth}  {source}";
    }

    private static string Text(object? value) => value switch
    {
        null => "",
        bool or Enum => value.ToString()!.ToLowerInvariant(),
        string text => text,
        IEnumerable many => string.Join(' ', many.Cast<object>()),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
