using System.CommandLine;
using System.Globalization;
using Piwa.Host.Terminal;
using Piwa.Pipeline.Labelling;
using Piwa.Pipeline.Shards;
using Spectre.Console;

namespace Piwa.Host.Commands;

/// <summary><c>piwa labels</c>: writes what labellers have said as a table beside the shards.</summary>
internal static class LabelsCommand
{
    public static Command Create()
    {
        var directory = new Argument<string>("dataset") { Description = "Directory of the data set." };
        var output = new Option<string?>("--out", "-o") { Description = "The file to write; by default labels.parquet in the data set's directory." };
        var command = new Command("labels", "Writes a data set's labels as a table: labels.parquet, one row for each labelled asset.") { directory, output };
        command.SetAction((parsed, _) => Errors.GuardAsync(async token =>
        {
            string path = parsed.GetRequiredValue(directory), target = parsed.GetValue(output) ?? LabelTable.PathIn(path);
            using Dataset dataset = Dataset.Open(path);
            using LabelBook book = LabelBook.OpenReadOnly(path);
            LabelTableReport report = await LabelTable.WriteAsync(dataset, book, target, token).ConfigureAwait(false);
            AnsiConsole.MarkupLineInterpolated($"[green]{target}[/]: {Units.Count(report.Labels)} labels of {Units.Count(report.Assets)} assets");
            if (report.LeftOut > 0)
                AnsiConsole.MarkupLineInterpolated($"[yellow]{Units.Count(report.LeftOut)} labels are left out[/]: their asset is not there, or has another content.");
            Print(LabelStatistics.Collect(book.ByAsset()));
            return ExitCode.Done;
        }));
        return command;
    }

    /// <summary>What labels say together, and how far labellers agree.</summary>
    public static void Print(LabelStatistics labels)
    {
        if (labels.Labels == 0)
            return;
        var table = new Grid().AddColumn(new GridColumn().NoWrap().PadRight(2)).AddColumn();
        void Row(string name, string value) => table.AddRow(new Markup($"[grey]{name}[/]"), new Text(value));
        Row("labels", $"{Units.Count(labels.Labels)} of {Units.Count(labels.Assets)} assets by {Units.Count(labels.Labellers)} wallets, {Units.Count(labels.RepeatedAssets)} assets by two or more");
        Row("quality", string.Create(CultureInfo.InvariantCulture, $"mean {labels.MeanQuality:N2}; 1 to 5: {string.Join(", ", labels.Qualities.Select(count => Units.Count(count)))}"));
        Row("agreement", $"quality {Alpha(labels.QualityAgreement)}, not safe for work {Alpha(labels.NsfwAgreement)} (Krippendorff's alpha)");
        Row("not safe", $"{Units.Count(labels.NsfwLabels)} labels");
        const int Shown = 8;
        Row("tags", labels.Tags.Count == 0 ? "none" : string.Join(", ", labels.Tags.Take(Shown).Select(tag => $"{tag.Tag} {Units.Count(tag.Labels)}")) + (labels.Tags.Count > Shown ? ", ..." : ""));
        AnsiConsole.Write(table);
    }

    private static string Alpha(double? value) => value?.ToString("N3", CultureInfo.InvariantCulture) ?? "not known";
}
