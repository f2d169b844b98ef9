using System.CommandLine;
using Piwa.Host.Terminal;
using Piwa.Pipeline.Packaging;
using Piwa.Pipeline.Shards;
using Spectre.Console;

namespace Piwa.Host.Commands;

/// <summary><c>piwa card</c>: writes a data set's README.md and croissant.json.</summary>
internal static class CardCommand
{
    public static Command Create()
    {
        var directory = new Argument<string>("dataset") { Description = "Directory of the data set." };
        var license = new Option<string?>("--license") { Description = "SPDX identifier (CC0-1.0, CC-BY-4.0, ...) or the address of a license." };
        var name = new Option<string?>("--name") { Description = "Title of the data set." };
        var url = new Option<string?>("--url") { Description = "Page of the data set." };
        var creator = new Option<string?>("--creator") { Description = "Who made it." };
        var published = new Option<DateOnly?>("--published") { Description = "Day of publication, 2026-11-30." };
        var command = new Command("card", "Writes the data card (README.md) and croissant.json; remembers what it is told.")
        {
            directory, license, name, url, creator, published,
        };
        command.SetAction((parsed, _) => Errors.GuardAsync(async token =>
        {
            string path = parsed.GetRequiredValue(directory);
            using Dataset read = Dataset.Open(path);
            using Dataset dataset = Dataset.OpenForWriting(path, read.Campaign);
            var details = new CardDetails
            {
                License = parsed.GetValue(license),
                Name = parsed.GetValue(name),
                Url = parsed.GetValue(url),
                Creator = parsed.GetValue(creator),
                Published = parsed.GetValue(published),
            };
            await DataCard.WriteAsync(dataset, details, TimeProvider.System, token).ConfigureAwait(false);
            AnsiConsole.MarkupLineInterpolated($"[green]{Path.Combine(path, "README.md")}[/], {Path.Combine(path, "croissant.json")}");
            return ExitCode.Done;
        }));
        return command;
    }
}
