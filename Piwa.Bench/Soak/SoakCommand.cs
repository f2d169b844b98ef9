using System.CommandLine;
using System.Globalization;
using Piwa.Kernels.Devices;
using Piwa.Pipeline;
using Piwa.Pipeline.Exports;

namespace Piwa.Bench.Soak;

/// <summary><c>soak</c>: whether memory, handles and rate stay flat over a long run.</summary>
internal static class SoakCommand
{
    public static Command Create()
    {
        var assets = new Option<int>("--assets") { DefaultValueFactory = _ => 200_000, Description = "Small assets to make." };
        var directory = new Option<string>("--out") { Required = true, Description = "Directory for the data set; some 20 kB an asset." };
        var device = new Option<string>("--device") { DefaultValueFactory = _ => DeviceCatalog.Auto };
        var stage = new Option<string>("--slow-stage") { DefaultValueFactory = _ => "seal", Description = "The stage that is slower for a part of the run." };
        var slowness = new Option<double>("--slowness") { DefaultValueFactory = _ => 10, Description = "How many times as long it takes then." };
        var command = new Command("soak", "One long run of small assets: samples as CSV, and a page of charts.") { assets, directory, device, stage, slowness };
        command.SetAction(async (parsed, token) =>
        {
            var plan = new SoakPlan
            {
                Directory = parsed.GetRequiredValue(directory),
                Assets = parsed.GetRequiredValue(assets),
                Device = parsed.GetRequiredValue(device),
                SlowStage = parsed.GetRequiredValue(stage),
                Slowness = parsed.GetRequiredValue(slowness),
            };
            (IReadOnlyList<SoakSample> samples, RunReport report) = await new SoakRun(plan).RunAsync(token).ConfigureAwait(false);
            Write(plan, samples);
            Draw(plan, samples, report);
            Print(plan, samples, report);
        });
        return command;
    }

    private static void Write(SoakPlan plan, IReadOnlyList<SoakSample> samples) => File.WriteAllLines(
        Path.Combine(plan.Directory, "soak.csv"),
        [
            "seconds,assets,rate,resident_bytes,heap_bytes,handles,threads,unminted_shards,is_slow",
            .. samples.Select(each => string.Create(
                CultureInfo.InvariantCulture,
                $"{each.Seconds:F1},{each.Assets},{each.Rate:F1},{each.ResidentBytes},{each.HeapBytes},{each.Handles},{each.Threads},{each.UnmintedShards},{(each.IsSlow ? 1 : 0)}")),
        ]);

    private static void Draw(SoakPlan plan, IReadOnlyList<SoakSample> samples, RunReport report)
    {
        const int Width = 900, Height = 260, Margin = 32, Header = 48;
        (string Title, string Subtitle, Func<SoakSample, double> Value, string Label)[] charts =
        [
            ("Memory of the process", "resident, MB", each => each.ResidentBytes / 1e6, "MB"),
            ("Managed heap", "with what waits for collection, MB", each => each.HeapBytes / 1e6, "MB"),
            ("Rate", $"assets a second; '{plan.SlowStage}' takes {plan.Slowness:0.#} times as long for a while", each => each.Rate, "assets/s"),
            ("Handles and threads", "open files and sockets; threads", each => each.Handles, "count"),
            ("Unminted shards", "committed, not on the ledger", each => each.UnmintedShards, "shards"),
        ];
        Canvas canvas = new(Width + (2 * Margin), Header + (charts.Length * (Height + Margin)) + Margin, Canvas.Rgb(255, 255, 255));
        canvas.BoldText(Margin, Margin / 2, $"Soak: {report.Progress.Completed} assets on {report.Device}", Chart.Ink);
        double end = Math.Max(samples[^1].Seconds, 1);
        for (int i = 0; i < charts.Length; i++)
        {
            (string title, string subtitle, Func<SoakSample, double> value, string label) = charts[i];
            Chart chart = new(canvas, Margin, Header + (i * (Height + Margin)), Width, Height, title, subtitle);
            chart.Frame((0, end, "seconds"), (Math.Max(samples.Max(value) * 1.1, 1), label));
            chart.Curve([.. samples.Select(each => (each.Seconds, value(each)))], Chart.Blue);
            if (label == "count")
                chart.Curve([.. samples.Select(each => (each.Seconds, (double)each.Threads))], Chart.Vermilion);
        }

        canvas.Save(Path.Combine(plan.Directory, "soak.png"));
    }

    /// <summary>Medians of the fifths, without the first seconds and the slow part: what grows shows here.</summary>
    private static void Print(SoakPlan plan, IReadOnlyList<SoakSample> samples, RunReport report)
    {
        Console.WriteLine($"{report.Progress.Completed} assets in {report.Progress.Elapsed.TotalSeconds:F0} s, {report.Progress.DeadLettered} dead letters, {report.Minted} minted");
        Console.WriteLine("fifth   assets/s   memory MB   heap MB   handles   threads   unminted");
        for (int fifth = 0; fifth < 5; fifth++)
        {
            SoakSample[] part =
            [
                .. samples.Skip(1).Where(each => !each.IsSlow && each.Assets > (long)plan.Assets * fifth / 5 && each.Assets <= (long)plan.Assets * (fifth + 1) / 5),
            ];
            if (part.Length != 0)
                Console.WriteLine($"{fifth + 1,5}{Median(each => each.Rate),11:F0}{Median(each => each.ResidentBytes / 1e6),12:F0}{Median(each => each.HeapBytes / 1e6),10:F0}{Median(each => each.Handles),10:F0}{Median(each => each.Threads),10:F0}{Median(each => each.UnmintedShards),11:F0}");

            double Median(Func<SoakSample, double> value) => part.Select(value).Order().ElementAt(part.Length / 2);
        }

        if (samples.Where(each => each.IsSlow).ToArray() is { Length: > 0 } slow)
            Console.WriteLine($"slow: {slow.Average(each => each.Rate):F0} assets/s, at most {slow.Max(each => each.ResidentBytes) / 1_000_000} MB");
    }
}
