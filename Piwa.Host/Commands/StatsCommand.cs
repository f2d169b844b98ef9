using System.CommandLine;
using System.Globalization;
using Piwa.Host.Terminal;
using Piwa.Pipeline.Labelling;
using Piwa.Pipeline.Quality;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Stores;
using Spectre.Console;

namespace Piwa.Host.Commands;

/// <summary><c>piwa stats</c>: how varied and how sound a data set is.</summary>
internal static class StatsCommand
{
    private const string PlotFile = "statistics.png";
    private const int MostUsages = 6;

    /// <summary>Reading is most of the work, the search for neighbours the rest.</summary>
    private const double ReadingShare = 0.8;

    public static Command Create()
    {
        var directory = new Argument<string>("dataset") { Description = "Directory of the data set, or s3://BUCKET/PREFIX." };
        var plots = new Option<string?>("--plots") { Description = $"File for a page of charts (PNG), or a directory for {PlotFile}." };
        var json = new Option<string?>("--json") { Description = "File for all numbers as JSON." };
        var quiet = new Option<bool>("--quiet", "-q") { Description = "No progress, only the result." };
        var command = new Command("stats", "Measures quality and diversity: distributions, near-duplicates, coverage.") { directory, plots, json, quiet };
        command.SetAction((parsed, _) => Errors.GuardAsync(async token =>
        {
            using Dataset dataset = await DatasetMirror.OpenAsync(parsed.GetRequiredValue(directory), token).ConfigureAwait(false);
            long rows = dataset.Shards.Sum(shard => (long)shard.Rows);
            if (rows == 0)
                throw new ArgumentException($"The data set in '{dataset.Address}' has no assets yet.");

            var progress = new ProgressLine<StatisticsProgress>(
                p => ((ReadingShare * p.Assets / rows) + ((1 - ReadingShare) * p.Searched), Describe(p, rows)),
                parsed.GetValue(quiet));
            DatasetStatistics statistics = await progress.RunAsync(
                () => DatasetStatistics.CollectAsync(AssetSummaryReader.ReadAsync(dataset, token), progress, token)).ConfigureAwait(false);
            using (LabelBook labels = LabelBook.OpenReadOnly(dataset.DirectoryPath))
                statistics = statistics with { Labels = labels.Count == 0 ? null : LabelStatistics.Collect(labels.ByAsset()) };
            Print(statistics);
            if (parsed.GetValue(plots) is { } plotPath)
                SavePlots(plotPath, dataset, statistics);
            if (parsed.GetValue(json) is { } jsonPath)
                SaveJson(jsonPath, statistics);
            return ExitCode.Done;
        }));
        return command;
    }

    private static string Describe(StatisticsProgress progress, long rows) => progress.Searched > 0
        ? $"{Units.Count(progress.Assets)} assets, comparing"
        : $"{Units.Count(progress.Assets)}/{Units.Count(rows)} assets";

    private static void SavePlots(string path, Dataset dataset, DatasetStatistics statistics)
    {
        string file = Path.GetExtension(path).Equals(".png", StringComparison.OrdinalIgnoreCase) ? path : Path.Combine(path, PlotFile);
        CreateDirectoryOf(file);
        string title = $"{dataset.Name}: preset {dataset.Campaign.Preset}, rig {dataset.Campaign.Rig}, "
            + $"seed {dataset.Campaign.Seed}, {dataset.Campaign.ImageResolution} x {dataset.Campaign.ImageResolution}";
        StatisticsPlots.Save(file, title, statistics);
        AnsiConsole.MarkupLineInterpolated($"[green]Charts:[/] {file}");
    }

    private static void SaveJson(string path, DatasetStatistics statistics)
    {
        CreateDirectoryOf(path);
        using (FileStream stream = File.Create(path))
            statistics.WriteJson(stream);
        AnsiConsole.MarkupLineInterpolated($"[green]Numbers:[/] {path}");
    }

    private static void CreateDirectoryOf(string file)
    {
        if (Path.GetDirectoryName(file) is { Length: > 0 } directory)
            Directory.CreateDirectory(directory);
    }

    private static void Print(DatasetStatistics statistics)
    {
        PrintSummary(statistics);
        PrintDistributions(statistics.Distributions);
        PrintNeighbours(statistics);
        if (statistics.Labels is { } labels)
            LabelsCommand.Print(labels);
    }

    private static void PrintSummary(DatasetStatistics statistics)
    {
        var table = new Grid().AddColumn(new GridColumn().NoWrap().PadRight(2)).AddColumn();
        void Row(string name, string value) => table.AddRow(new Markup($"[grey]{name}[/]"), new Text(value));
        long bytes = statistics.Columns.Sum(column => column.Bytes);
        Row("assets", $"{Units.Count(statistics.Assets)}, of which {Units.Count(statistics.BurntAssets)} burnt, {Units.Count(statistics.BlackAssets)} black");
        Row("views", $"{Units.Count(statistics.Views)}, of which {Units.Count(statistics.BlankViews)} blank, "
            + $"{Units.Count(statistics.SparseViews)} below {Percent(AssetMetrics.SparseCoverage)} covered, "
            + $"{Units.Count(statistics.DarkViews)} dark, {Units.Count(statistics.GlaringViews)} glaring");
        Row("stored", string.Join(", ", statistics.Columns.Select(column => $"{column.Name} {Percent((double)column.Bytes / Math.Max(bytes, 1))}")));
        Row("primitives", Usages(statistics.Primitives));
        Row("materials", Usages(statistics.Materials));
        AnsiConsole.Write(table);
    }

    private static string Usages(IReadOnlyList<Usage> usages)
    {
        double parts = Math.Max(usages.Sum(usage => usage.Parts), 1);
        return $"{usages.Count(usage => usage.Parts > 0)} of {usages.Count} in use: "
            + string.Join(", ", usages.Take(MostUsages).Select(usage => $"{usage.Name.ToLowerInvariant()} {Percent(usage.Parts / parts)}")) + ", ...";
    }

    private static void PrintDistributions(IEnumerable<Distribution> distributions)
    {
        Table table = new Table().Border(TableBorder.Simple).AddColumn(new TableColumn("distribution").NoWrap().Padding(0, 0));
        foreach (string name in (string[])["mean", "sd", "1 %", "5 %", "50 %", "95 %", "99 %"])
            table.AddColumn(new TableColumn(name).RightAligned().NoWrap().Padding(1, 0));
        foreach (Distribution d in distributions)
        {
            double[] values = [d.Mean, d.Deviation, d.Percentile1, d.Percentile5, d.Median, d.Percentile95, d.Percentile99];
            string name = d.Unit.Length > 0 ? $"{d.Name}, {d.Unit}" : d.Name;
            table.AddRow([name, .. values.Select(value => Number(value, d.Percentile99))]);
        }

        AnsiConsole.Write(table);
    }

    private static void PrintNeighbours(DatasetStatistics statistics)
    {
        if (statistics.Shape is not { } shape || statistics.Look is not { } look || statistics.Both is not { } both)
            return;

        Table table = new Table().Border(TableBorder.Simple).AddColumn(new TableColumn("another asset within").RightAligned().NoWrap());
        foreach (string name in (string[])["in form", "in look", "in both"])
            table.AddColumn(new TableColumn(name).RightAligned().NoWrap());
        for (int i = 0; i < shape.Duplicates.Count; i++)
        {
            table.AddRow(
                shape.Duplicates[i].Threshold.ToString(CultureInfo.InvariantCulture),
                Percent(shape.Duplicates[i].AssetShare),
                Percent(look.Duplicates[i].AssetShare),
                Percent(both.Duplicates[i].AssetShare));
        }

        AnsiConsole.Write(table);
        AnsiConsole.MarkupLineInterpolated(
            $"[grey]{Units.Count(shape.Queries)} assets compared with all; nearest other asset as the set grows, median:[/]");
        foreach ((string name, NeighbourStatistics neighbours) in new[] { ("form", shape), ("look", look) })
        {
            AnsiConsole.MarkupLineInterpolated(
                $"  {name}  {string.Join(", ", neighbours.Coverage.Select(point => $"{point.MedianDistance} of {Units.Count(point.Assets)}"))}");
        }
    }

    private static string Percent(double share) => share.ToString(share is > 0 and < 0.001 ? "P3" : "P1", CultureInfo.InvariantCulture);

    /// <summary>As many decimals as three digits of the largest value in the line need.</summary>
    private static string Number(double value, double largest) =>
        value.ToString(largest switch { >= 1000 => "N0", >= 10 => "N1", >= 1 => "N2", _ => "N3" }, CultureInfo.InvariantCulture);
}
