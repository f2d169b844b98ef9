using System.Globalization;
using Piwa.Pipeline.Exports;

namespace Piwa.Pipeline.Quality;

/// <summary>Draws statistics as one page of charts.</summary>
public static class StatisticsPlots
{
    private const int Margin = 32;
    private const int Gap = 36;
    private const int Columns = 3;
    private const int ChartWidth = 430;
    private const int ChartHeight = 280;
    private const int HeaderHeight = 64;
    private const int RankingWidth = ((Columns * ChartWidth) + ((Columns - 2) * Gap)) / 2;
    private const int RankingColumns = 2;
    private const int ChartRows = 3;
    private const int RankingY = Margin + HeaderHeight + (ChartRows * (ChartHeight + Gap));
    private const double Percent = 100;

    /// <summary>Width of the near-duplicate curve: beyond, assets are just different.</summary>
    private const int FarthestDistance = 96;

    /// <summary>Draws the page and writes it as PNG.</summary>
    /// <param name="path">The file.</param>
    /// <param name="title">A line for the top of the page: what the data set is; ASCII.</param>
    /// <param name="statistics">The statistics.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(string path, string title, DatasetStatistics statistics)
    {
        ArgumentNullException.ThrowIfNull(statistics);
        int rankingHeight = Chart.RankingHeight(Math.Max(statistics.Primitives.Count, statistics.Materials.Count), RankingColumns);
        var canvas = new Canvas(
            (2 * Margin) + (Columns * ChartWidth) + ((Columns - 1) * Gap),
            RankingY + rankingHeight + Margin,
            Canvas.Rgb(255, 255, 255));
        canvas.BoldText(Margin, Margin, title, Chart.Ink);
        canvas.Text(Margin, Margin + Font.LineHeight + 4, Summary(statistics), Chart.FaintInk);

        DrawHistogram(At(0, 0), statistics.Triangles, "Triangles of an asset", "assets");
        DrawHistogram(At(1, 0), statistics.Parts, "Parts of an asset", "assets");
        DrawHistogram(At(2, 0), statistics.Size, "Stored size of an asset", "assets");
        DrawHistogram(At(0, 1), statistics.Coverage, "Coverage of a view", "views", "share of pixels covered");
        DrawHistogram(At(1, 1), statistics.Luminance, "Luminance of a view", "views", "mean relative luminance of covered pixels");
        DrawHistogram(At(2, 1), statistics.SurfaceArea, "Surface area", "assets");
        DrawHistogram(At(0, 2), statistics.Volume, "Volume", "assets");
        DrawDuplicates(At(1, 2), statistics);
        DrawCoverage(At(2, 2), statistics);
        DrawUsages(canvas, 0, "Primitives", statistics.Primitives);
        DrawUsages(canvas, 1, "Material families", statistics.Materials);
        canvas.Save(path);

        Func<string, string, Chart> At(int column, int row) => (heading, subtitle) => new Chart(
            canvas,
            Margin + (column * (ChartWidth + Gap)),
            Margin + HeaderHeight + (row * (ChartHeight + Gap)),
            ChartWidth,
            ChartHeight,
            heading,
            subtitle);
    }

    private static string Summary(DatasetStatistics statistics) => string.Create(
        CultureInfo.InvariantCulture,
        $"{statistics.Assets:N0} assets, {statistics.Views:N0} views: {statistics.BlankViews:N0} blank, {statistics.SparseViews:N0} below 1 % coverage, "
        + $"{statistics.DarkViews:N0} dark, {statistics.GlaringViews:N0} glaring; {statistics.BurntAssets:N0} burnt and {statistics.BlackAssets:N0} black assets");

    private static void DrawHistogram(
        Func<string, string, Chart> begin,
        Distribution distribution,
        string title,
        string what,
        string? label = null)
    {
        string unit = distribution.Unit.Length > 0 ? " " + distribution.Unit : "";
        string Number(double value) => value.ToString(Format(distribution), CultureInfo.InvariantCulture);
        Chart chart = begin(
            title,
            $"median {Number(distribution.Median)}{unit} (dashed), 90 % in {Number(distribution.Percentile5)} to {Number(distribution.Percentile95)}");
        Histogram histogram = distribution.Histogram;
        double total = Math.Max(distribution.Count, 1);
        chart.Frame(
            (histogram.Lower, histogram.Upper, label ?? Label(distribution)),
            (Percent * Math.Max(histogram.Counts.Max(), 1) / total, $"% of {what}"));
        for (int bin = 0; bin < histogram.Counts.Count; bin++)
        {
            double low = histogram.Lower + (bin * histogram.BinWidth);
            chart.Bar(low, low + histogram.BinWidth, Percent * histogram.Counts[bin] / total, Chart.Blue);
        }

        chart.Mark(distribution.Median, Chart.Ink);
    }

    private static string Label(Distribution distribution) =>
        distribution.Unit.Length > 0 ? $"{distribution.Name} ({distribution.Unit})" : distribution.Name;

    /// <summary>Three digits of the larger values; whole values have no decimals.</summary>
    private static string Format(Distribution distribution) =>
        double.IsInteger(distribution.Median) && double.IsInteger(distribution.Percentile5) && double.IsInteger(distribution.Percentile95)
            ? "N0"
            : distribution.Percentile95 switch { >= 100 => "N0", >= 10 => "N1", >= 1 => "N2", _ => "N3" };

    private static void DrawDuplicates(Func<string, string, Chart> begin, DatasetStatistics statistics)
    {
        Chart chart = begin("Near-duplicates", "assets with another one within a distance");
        List<IReadOnlyList<(double X, double Y)>> curves = [];
        foreach (NeighbourStatistics? neighbours in (NeighbourStatistics?[])[statistics.Shape, statistics.Look, statistics.Both])
            curves.Add(neighbours is null ? [] : Cumulative(neighbours));
        double greatest = curves.SelectMany(curve => curve).Select(point => point.Y).DefaultIfEmpty(0).Max();
        chart.Frame((0, FarthestDistance, "distance to the nearest other asset"), (Math.Max(greatest, 1), "% of assets"));
        chart.Curve(curves[0], Chart.Blue);
        chart.Curve(curves[1], Chart.Vermilion);
        chart.Curve(curves[2], Chart.Green);
        chart.Legend(atLeft: true, ("form (0 to 8,160)", Chart.Blue), ("look (0 to 128)", Chart.Vermilion), ("both", Chart.Green));
    }

    private static List<(double X, double Y)> Cumulative(NeighbourStatistics neighbours)
    {
        var curve = new List<(double, double)>();
        long within = 0;
        for (int distance = 0; distance <= FarthestDistance; distance++)
        {
            within += distance < neighbours.NearestCounts.Count ? neighbours.NearestCounts[distance] : 0;
            curve.Add((distance, Percent * within / neighbours.Queries));
        }

        return curve;
    }

    private static void DrawCoverage(Func<string, string, Chart> begin, DatasetStatistics statistics)
    {
        Chart chart = begin("Coverage curve", "median distance to the nearest among n random assets");
        if (statistics.Shape is not { } shape || statistics.Look is not { } look)
            return;

        List<double> parts = [.. shape.Coverage.Select(point => (double)point.Assets)];
        double greatest = shape.Coverage.Concat(look.Coverage).Max(point => point.MedianDistance);
        chart.Frame(
            (parts[0], Math.Max(parts[^1], parts[0] + 1), "assets (logarithmic)"),
            (Math.Max(greatest, 1), "distance"),
            parts);
        chart.Curve([.. shape.Coverage.Select(point => ((double)point.Assets, (double)point.MedianDistance))], Chart.Blue, showPoints: true);
        chart.Curve([.. look.Coverage.Select(point => ((double)point.Assets, (double)point.MedianDistance))], Chart.Vermilion, showPoints: true);
        chart.Legend(atLeft: false, ("form", Chart.Blue), ("look", Chart.Vermilion));
    }

    private static void DrawUsages(Canvas canvas, int column, string title, IReadOnlyList<Usage> usages)
    {
        int height = Chart.RankingHeight(usages.Count, RankingColumns);
        var chart = new Chart(
            canvas,
            Margin + (column * (RankingWidth + Gap)),
            RankingY,
            RankingWidth,
            height,
            title,
            $"share of all parts in %; {usages.Count(usage => usage.Parts > 0)} of {usages.Count} in use");
        double total = Math.Max(usages.Sum(usage => usage.Parts), 1);
        chart.Ranking(
            [.. usages.Select(usage => (Words(usage.Name), (double)usage.Parts, Axis.Label(Percent * usage.Parts / total, 0.1, Percent)))],
            RankingColumns,
            Chart.Blue);
    }

    /// <summary>A name of several words with spaces: PinkNoise is pink noise.</summary>
    private static string Words(string name) =>
        string.Concat(name.Select((c, i) => char.IsUpper(c) ? (i > 0 ? " " : "") + char.ToLowerInvariant(c) : c.ToString()));
}
