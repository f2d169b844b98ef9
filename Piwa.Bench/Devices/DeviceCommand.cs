using System.CommandLine;
using Piwa.Bench.EndToEnd;
using Piwa.Bench.Machines;
using Piwa.Bench.Reports;
using Piwa.Kernels.Devices;
using Piwa.Pipeline.Shards;

namespace Piwa.Bench.Devices;

/// <summary><c>device</c>: all that a device has to prove and to show, in one run. Fails when any bits differ.</summary>
internal static class DeviceCommand
{
    private const int WarmUpAssets = 32;

    public static Command Create()
    {
        var ids = new Option<string[]>("--device") { Description = "Devices to measure; else every GPU.", AllowMultipleArgumentsPerToken = true };
        var assets = new Option<int>("--assets") { Description = "Standard assets whose hashes are compared with the host's.", DefaultValueFactory = _ => 8 };
        var batches = new Option<int[]>("--batches")
        {
            Description = "Sizes of batches to time; none with 0.",
            DefaultValueFactory = _ => [1, 8, 32, 128],
            AllowMultipleArgumentsPerToken = true,
        };
        var rounds = new Option<int>("--rounds") { Description = "Times that each is run, besides a first that does not count.", DefaultValueFactory = _ => 5 };
        var kernels = new Option<int>("--kernels") { Description = "Assets of the batch of which each kernel is timed by itself; 0: none.", DefaultValueFactory = _ => 32 };
        var run = new Option<int>("--e2e-assets") { Description = "Assets of the pipeline's run, for the stage table; 0: none.", DefaultValueFactory = _ => 512 };
        var command = new Command("device", "The device matrix, times of lanes, hashes against the host's, and the stage table. Fails when bits differ.")
        {
            ids, assets, batches, rounds, kernels, run,
        };
        command.SetAction(async (parsed, token) =>
        {
            IReadOnlyList<DeviceInfo> all = DeviceCatalog.List();
            string[] asked = parsed.GetValue(ids) ?? [];
            if (asked.FirstOrDefault(id => all.All(info => info.Id != id)) is { } unknown)
                throw new ArgumentException($"There is no device '{unknown}' here. Devices: {string.Join(", ", all.Select(info => info.Id))}.");

            Console.WriteLine($"Machine: {Machine.Find()}");
            IReadOnlyList<MatrixRow> matrix = DeviceMatrix.Run(all.Where(info => asked.Length == 0 || asked.Contains(info.Id)));
            DeviceMatrix.Print(matrix, all.Any(info => info.Kind == DeviceKind.Cuda));
            bool isRight = matrix.All(row => row.IsRight);
            foreach (DeviceInfo info in all.Where(info => asked.Length > 0 ? asked.Contains(info.Id) : info.IsGpu))
            {
                Console.WriteLine();
                Console.WriteLine($"{info.Id}: {info.Name}");
                try
                {
                    isRight &= Compare(info, parsed.GetRequiredValue(assets));
                    Time(info, [.. parsed.GetRequiredValue(batches).Where(size => size > 0)], parsed.GetRequiredValue(rounds));
                    if (parsed.GetRequiredValue(kernels) is > 0 and int batch)
                        TimeKernels(info, batch, parsed.GetRequiredValue(rounds));
                    if (parsed.GetRequiredValue(run) is > 0 and int count && matrix.First(row => row.Id == info.Id).IsRight)
                        await RunPipelineAsync(info, count, token).ConfigureAwait(false);
                }
                catch (Exception fault) when (fault is DeviceException or InvalidOperationException)
                {
                    // The next device has its turn.
                    Console.WriteLine($"FAILED: {fault.Message}");
                    isRight = false;
                }
            }

            Console.WriteLine(isRight ? "All bits are the same." : "BITS DIFFER, or a device failed.");
            return isRight ? 0 : 1;
        });
        return command;
    }

    private static bool Compare(DeviceInfo info, int assets)
    {
        if (assets == 0)
            return true;

        using var host = new HostDevice();
        using Device device = DeviceCatalog.Open(info.Id);
        IReadOnlyList<AssetHashes> expected = LaneMeasurement.Hash(host, assets), found = LaneMeasurement.Hash(device, assets);
        int[] differ = [.. Enumerable.Range(0, assets).Where(i => expected[i] != found[i])];
        Console.WriteLine(differ.Length == 0
            ? $"{assets} standard assets have the host's hashes."
            : $"{differ.Length} of {assets} standard assets have OTHER hashes than on the host: {string.Join(", ", differ)}");
        return differ.Length == 0;
    }

    private static void Time(DeviceInfo info, int[] batches, int rounds)
    {
        if (batches.Length == 0)
            return;

        var table = new TextTable("rrrrr", "batch", "generate ms", "render ms", "assets/s", "all, sealed there, ms");
        using Device device = DeviceCatalog.Open(info.Id);
        foreach (int size in batches)
        {
            try
            {
                const double Thousand = 1000;
                LaneTime time = LaneMeasurement.Time(device, size, rounds);
                table.Add(
                    $"{size}", $"{time.GenerateMilliseconds:F3}", $"{time.RenderMilliseconds:F3}",
                    $"{Thousand / (time.GenerateMilliseconds + time.RenderMilliseconds):F1}",
                    time.SealedMilliseconds is { } whole ? $"{whole:F3}" : "-");
            }
            catch (DeviceException fault)
            {
                table.Add($"{size}", fault.Message);
                break; // larger ones do not fit either
            }
        }

        Console.Write(table);
        Console.WriteLine($"By asset; medians of {rounds}, one lane. Render brings all planes to the host; sealed there, what a run brings.");
    }

    private static void TimeKernels(DeviceInfo info, int batch, int rounds)
    {
        using Device device = DeviceCatalog.Open(info.Id);
        if (device is not IlgpuDevice ilgpu)
            return;

        (IReadOnlyList<KernelTime> kernels, TimeSpan all) = LaneMeasurement.TimeKernels(ilgpu, batch, rounds);
        double each = TimeSpan.MicrosecondsPerMillisecond / (rounds * (double)batch);
        var table = new TextTable("lrr", "kernel", "calls", "µs by asset");
        TimeSpan timed = TimeSpan.Zero;
        foreach (KernelTime kernel in kernels)
        {
            table.Add(kernel.Name, $"{kernel.Count / rounds}", $"{kernel.Time.TotalMilliseconds * each:F1}");
            timed += kernel.Time;
        }

        table.Add("(the host)", "", $"{(all - timed).TotalMilliseconds * each:F1}");
        table.Add("all", "", $"{all.TotalMilliseconds * each:F1}");
        Console.Write(table);
        Console.WriteLine($"Batch of {batch}, mean of {rounds}, each kernel waited for: from its call until it is done. {nameof(DeviceKernels.ForgetFolds)} has next to nothing to do: it shows what a call costs.");
    }

    private static async Task RunPipelineAsync(DeviceInfo info, int assets, CancellationToken token)
    {
        string directory = Directory.CreateTempSubdirectory("piwa-device-").FullName;
        try
        {
            var plan = new PipelinePlan(assets, Math.Min(WarmUpAssets, assets), Threads: 0, info.Id, directory);
            var options = new EndToEndOptions(plan, Embree: null, Osmesa: null, Host: null, MemoryAssets: 0, IsQuick: true, Note: null);
            EndToEndPrinter.Print(await EndToEndMeasurement.RunAsync(options, _ => { }, token).ConfigureAwait(false));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
