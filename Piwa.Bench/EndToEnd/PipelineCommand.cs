using System.CommandLine;
using System.Text.Json;
using Piwa.Bench.Machines;
using Piwa.Kernels.Devices;

namespace Piwa.Bench.EndToEnd;

/// <summary>
/// <c>pipeline</c>, hidden: one run of the pipeline in a process of its own, for what a process has once: memory, start, cores.
/// </summary>
internal static class PipelineCommand
{
    private const string Name = "pipeline";

    public static Command Create()
    {
        var assets = new Option<int>("--assets") { DefaultValueFactory = _ => 1 };
        var warmUp = new Option<int>("--warm-up");
        var device = new Option<string>("--device") { DefaultValueFactory = _ => DeviceCatalog.Auto };
        var directory = new Option<string>("--out") { Required = true };
        var command = new Command(Name, "One run, as JSON.") { assets, warmUp, device, directory };
        command.Hidden = true;
        command.SetAction(async (parsed, token) =>
        {
            var plan = new PipelinePlan(
                parsed.GetRequiredValue(assets), parsed.GetValue(warmUp), Threads: 0, parsed.GetRequiredValue(device),
                parsed.GetRequiredValue(directory));
            PipelineFigures figures = await PipelineMeasurement.RunAsync(plan, token).ConfigureAwait(false);
            Console.WriteLine(JsonSerializer.Serialize(figures));
        });
        return command;
    }

    /// <summary>Runs the command in a process of its own, with a thread on each of its cores.</summary>
    /// <param name="plan">The run; its threads are the number of cores.</param>
    /// <param name="cores">The cores that the process may use, as <c>taskset -c</c> takes them; null for all.</param>
    public static PipelineFigures RunApart(PipelinePlan plan, string? cores = null)
    {
        (string path, IReadOnlyList<string> arguments) = Tool.Again(
            Name, "--assets", $"{plan.Assets}", "--warm-up", $"{plan.WarmUpAssets}", "--device", plan.Device, "--out", plan.Directory);
        string output = cores is null
            ? Tool.Run(path, arguments)
            : Tool.Run(Tool.Find("taskset")!, ["-c", cores, path, .. arguments]);
        return JsonSerializer.Deserialize<PipelineFigures>(output)!;
    }
}
