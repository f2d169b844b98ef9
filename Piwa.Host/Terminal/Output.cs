using Spectre.Console;

namespace Piwa.Host.Terminal;

/// <summary>What standard output is, and how to say something beside what is redrawn on it.</summary>
internal static class Output
{
    /// <summary>How a command shows where it stands.</summary>
    /// <param name="quiet">Whether the user wants nothing but the result.</param>
    /// <param name="json">Whether the user wants JSON.</param>
    public static OutputMode Choose(bool quiet, bool json = false)
    {
        if (json)
            return OutputMode.Json;
        if (quiet)
            return OutputMode.Quiet;
        Capabilities terminal = AnsiConsole.Profile.Capabilities;
        return terminal.Interactive && terminal.Ansi && !Console.IsOutputRedirected ? OutputMode.Live : OutputMode.Lines;
    }

    /// <summary>Says where something is to be found: on standard output, or on standard error where that is for a program or was not wanted.</summary>
    public static void Tell(OutputMode mode, string message) =>
        (mode is OutputMode.Live or OutputMode.Lines ? Console.Out : Console.Error).WriteLine(message);

    /// <summary>Says where metrics and health are.</summary>
    public static void TellMetrics(OutputMode mode, Uri address) =>
        Tell(mode, $"metrics  {address}metrics, health  {address}livez and {address}readyz");

    /// <summary>Says something that stays, on standard error; above what is redrawn where both are the same terminal.</summary>
    public static void Say(OutputMode mode, string message)
    {
        if (mode == OutputMode.Live && !Console.IsErrorRedirected)
            AnsiConsole.WriteLine(message);
        else
            Console.Error.WriteLine(message);
    }
}
