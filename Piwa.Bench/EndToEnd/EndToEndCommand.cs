using System.CommandLine;
using Piwa.Bench.Peers;
using Piwa.Kernels.Devices;

namespace Piwa.Bench.EndToEnd;

/// <summary><c>e2e</c>: the whole pipeline, each stage against its ceiling, and the figures that have a bar.</summary>
internal static class EndToEndCommand
{
    private const int DefaultAssets = 16 * StandardAsset.ShardAssets;
    private const int WarmUpAssets = 32;

    public static Command Create()
    {
        Option<string?> embree = PeersCommand.CreateEmbree(), osmesa = PeersCommand.CreateOsmesa();
        var assets = new Option<int>("--assets") { Description = "Standard assets that count.", DefaultValueFactory = _ => DefaultAssets };
        var threads = new Option<int>("--threads") { Description = "Threads; 0 for one on each core.", DefaultValueFactory = _ => 0 };
        var device = new Option<string>("--device") { Description = "What runs the kernels.", DefaultValueFactory = _ => DeviceCatalog.Auto };
        var directory = new Option<string?>("--out") { Description = "Directory for the data sets, which stay there; else a temporary one." };
        var json = new Option<string?>("--json") { Description = "File that receives the report, to compare and to keep in baselines/." };
        var note = new Option<string?>("--note") { Description = "A remark that is kept with the figures: a machine that was shared." };
        var host = new Option<string?>("--host") { Description = "The program piwa; else the one that was built beside the bench." };
        var memory = new Option<int>("--memory-assets")
        {
            Description = "Assets of a long run whose memory is compared with a short one's; 0: none.",
        };
        var quick = new Option<bool>("--quick") { Description = "Nothing that needs a process of its own." };
        var command = new Command("e2e", "The whole pipeline, each stage against its ceiling.")
        {
            assets, threads, device, directory, json, note, embree, osmesa, host, memory, quick,
        };
        command.SetAction(async (parsed, token) =>
        {
            string? kept = parsed.GetValue(directory);
            string place = kept ?? Directory.CreateTempSubdirectory("piwa-bench-").FullName;
            Directory.CreateDirectory(place);
            try
            {
                var plan = new PipelinePlan(
                    parsed.GetRequiredValue(assets), WarmUpAssets, parsed.GetRequiredValue(threads), parsed.GetRequiredValue(device), place);
                var options = new EndToEndOptions(
                    plan, parsed.GetValue(embree), parsed.GetValue(osmesa), parsed.GetValue(host), parsed.GetValue(memory),
                    parsed.GetValue(quick), parsed.GetValue(note));
                EndToEndReport report = await EndToEndMeasurement
                    .RunAsync(options, step => Console.Error.WriteLine($"measuring: {step}"), token).ConfigureAwait(false);
                EndToEndPrinter.Print(report);
                Keep(report, parsed.GetValue(json));
            }
            finally
            {
                if (kept is null)
                    Directory.Delete(place, recursive: true);
            }
        });
        return command;
    }

    private static void Keep(EndToEndReport report, string? path)
    {
        if (path is null)
        {
            Console.WriteLine($"Keep it with --json Piwa.Bench/baselines/{report.Machine.Slug}.json");
            return;
        }

        report.Save(path);
        Console.WriteLine($"Kept in {path}.");
    }
}
