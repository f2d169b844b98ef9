using System.Globalization;
using Piwa.Host.Observability;
using Piwa.Pipeline;
using Spectre.Console;

namespace Piwa.Host.Terminal;

/// <summary>A run as a few lines of a terminal: the graph with each stage's rate, queue and share, then the whole.</summary>
internal static class RunView
{
    private const int LabelWidth = 9;
    private const int StageWidth = 13;
    private const int MostBar = 40;
    private const int LeastBar = 8;

    /// <summary>The lines, none wider than the terminal, as markup.</summary>
    /// <param name="progress">Where the run stands.</param>
    /// <param name="rates">How fast it is.</param>
    /// <param name="width">Columns of the terminal.</param>
    /// <param name="isUnicode">Whether it shows more than ASCII.</param>
    public static IEnumerable<string> Lines(RunProgress progress, RunRates rates, int width, bool isUnicode)
    {
        if (LabelWidth + (StageWidth * rates.Stages.Count) <= width)
        {
            yield return Graph(rates, isUnicode);
            yield return Row("rate/s", rates, stage => Number(stage.AssetsPerSecond));
            yield return Row("queue", rates, stage => $"{stage.Stage.Waiting}/{stage.Stage.Capacity}");
            yield return Row("share", rates, stage => string.Create(CultureInfo.InvariantCulture, $"{stage.Share * 100:F0} %"), marks: true);
        }

        yield return Whole(progress, rates, width, isUnicode);
        yield return Line($"{Units.Bytes(progress.ShardBytes)} in {Units.Count(progress.Shards)} shards  unminted {progress.UnmintedShards}"
            + $"  dead letters {Units.Count(progress.DeadLettered - progress.Drained)}"
            + (progress.AlreadyThere > 0 ? $"  there before {Units.Count(progress.AlreadyThere)}" : ""), "grey", width, isUnicode);
        if (progress.DeviceLosses > 0)
            yield return Line($"device lost {progress.DeviceLosses} times; last: {progress.LastDeviceLoss}", "yellow", width, isUnicode);
        if (progress.Waiting is { } reason)
            yield return Line($"waiting: {reason}", "yellow", width, isUnicode);
        if (progress.IsDraining)
            yield return Line("stopping: what is committed goes on the ledger; a second signal ends it at once", "yellow", width, isUnicode);
    }

    private static string Graph(RunRates rates, bool isUnicode)
    {
        string line = new(' ', LabelWidth);
        for (int i = 0; i < rates.Stages.Count; i++)
        {
            StageRate stage = rates.Stages[i];
            string name = stage.Stage.Name;
            int arrow = StageWidth - name.Length - 2;
            line += Style(name, stage == rates.Bottleneck ? "yellow bold" : "bold");
            if (i < rates.Stages.Count - 1 && arrow > 1)
                line += $" [grey]{new string(isUnicode ? '─' : '-', arrow - 1)}{(isUnicode ? '►' : '>')}[/] ";
        }

        return line;
    }

    private static string Row(string label, RunRates rates, Func<StageRate, string> cell, bool marks = false)
    {
        string line = Style(label.PadRight(LabelWidth), "grey");
        foreach (StageRate stage in rates.Stages)
        {
            bool isSlowest = stage == rates.Bottleneck;
            string text = cell(stage) + (isSlowest && marks ? " slowest" : "");
            line += Style(text.PadRight(StageWidth)[..StageWidth], isSlowest ? "yellow" : "default");
        }

        return line;
    }

    private static string Whole(RunProgress progress, RunRates rates, int width, bool isUnicode)
    {
        double share = progress.Planned == 0 ? 1 : Math.Clamp((double)progress.Sealed / progress.Planned, 0, 1);
        string left = rates.Left is { } time ? $"  {Units.Time(time)} left" : "";
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"{Math.Floor(share * 1000) / 10:F1} %  {Units.Count(progress.Sealed)}/{Units.Count(progress.Planned)} assets  {Number(rates.AssetsPerSecond)}/s{left}");
        int bar = Math.Min(width - text.Length - 1, MostBar);
        if (bar < LeastBar)
            return Line(text, "default", width, isUnicode);
        int full = (int)(share * bar);
        return $"[green]{new string(isUnicode ? '█' : '#', full)}[/][grey]{new string(isUnicode ? '░' : '.', bar - full)}[/] {Markup.Escape(text)}";
    }

    private static string Line(string text, string style, int width, bool isUnicode)
    {
        string end = isUnicode ? "…" : "...";
        string one = text.ReplaceLineEndings(" ");
        return Style(one.Length <= width ? one : one[..Math.Max(width - end.Length, 0)] + end, style);
    }

    private static string Style(string text, string style) => $"[{style}]{Markup.Escape(text)}[/]";

    private static string Number(double rate) => rate.ToString(rate >= 100 ? "N0" : "F1", CultureInfo.InvariantCulture);
}
