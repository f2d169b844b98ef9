using ILGPU.Runtime;
using Piwa.Kernels.Buffers;
using Piwa.Kernels.Devices;
using Piwa.Pipeline;
using Piwa.Pipeline.Shards;
using Piwa.Tests.Infrastructure;

using Device = Piwa.Kernels.Devices.Device;

namespace Piwa.Tests.Pipeline;

/// <summary>A device that is lost in the middle of a run, as a GPU is after a kernel's fault.</summary>
public sealed class DeviceLossTests : IDisposable
{
    private const int ShardAssets = 2;

    private static readonly Campaign Campaign = SmallRun.Campaign with { Rig = "ortho6", TargetTriangles = 300, ShardAssets = ShardAssets };

    private readonly TemporaryDirectory _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task TheHostMakesTheShardAndTheDeviceGoesOn()
    {
        await SmallRun.RunAsync(_home["good"], 3 * ShardAssets, options => options.Campaign = Campaign);
        List<string> opened = [];
        int faults = 0;
        RunReport report = await RunAsync("bad", opened, batch =>
        {
            if (batch.Assets[0].Recipe.Origin!.AssetIndex == ShardAssets && faults++ == 0)
                throw new KernelFault();
        });
        Assert.Equal(["simulator", "host", "simulator"], opened);
        AssertWhole(report, dead: 0, losses: 1);
        Assert.Contains("simulator", report.Progress.LastDeviceLoss, StringComparison.Ordinal);
        Assert.Equal(Shards("good"), Shards("bad"));
    }

    [Fact]
    public async Task ARecipeThatTheDeviceDoesNotSurviveIsMadeByTheHost()
    {
        await SmallRun.RunAsync(_home["good"], 3 * ShardAssets, options => options.Campaign = Campaign);
        List<string> opened = [];
        RunReport report = await RunAsync("bad", opened, batch =>
        {
            foreach (AssetBuffer asset in batch.Assets)
            {
                if (asset.Recipe.Origin?.AssetIndex is 1 or 2)
                    throw new KernelFault();
            }
        });
        Assert.Equal(["simulator", "host", "simulator", "host", "simulator"], opened);
        AssertWhole(report, dead: 0, losses: 2);
        Assert.Equal(Shards("good"), Shards("bad"));
    }

    // The oracle makes samples again on the same device.
    [Fact]
    public async Task TheOracleMayBeTheOneThatLosesIt()
    {
        await SmallRun.RunAsync(_home["good"], 3 * ShardAssets, options => options.Campaign = Campaign);
        List<string> opened = [];
        Dictionary<ulong, int> made = [];
        RunReport report = await RunAsync(
            "bad",
            opened,
            batch =>
            {
                lock (made)
                {
                    ulong index = batch.Assets[0].Recipe.Origin!.AssetIndex;
                    if ((made[index] = made.GetValueOrDefault(index) + 1) == 2)
                        throw new KernelFault();
                }
            },
            options => options.OracleSamples = ShardAssets);
        Assert.True(report.Progress.DeviceLosses > 0);
        AssertWhole(report, dead: 0, report.Progress.DeviceLosses);
        Assert.Equal(Shards("good"), Shards("bad"));
    }

    [Fact]
    public async Task WhereTheRecipeIsToBlameItIsADeadLetter()
    {
        List<string> opened = [];
        RunReport report = await RunAsync(
            "bad",
            opened,
            batch =>
            {
                foreach (AssetBuffer asset in batch.Assets)
                {
                    if (asset.Recipe.Origin is null)
                        throw new KernelFault();
                }
            },
            options => options.RecipeSource = inner => new SmallRun.Faulty(inner, (index, recipe) => index == 3 ? SmallRun.CutAway(recipe) : recipe));
        AssertWhole(report, dead: 1, losses: 1);
        using Dataset dataset = Dataset.Open(_home["bad"]);
        Assert.Equal(3ul, Assert.Single(dataset.Shards.SelectMany(shard => shard.Dead)));
    }

    [Fact]
    public async Task ADeviceThatMakesNothingEndsTheRun()
    {
        List<string> opened = [];
        RunFailedException fault = await Assert.ThrowsAsync<RunFailedException>(
            () => RunAsync("bad", opened, _ => throw new KernelFault(), assets: 8 * ShardAssets));
        Assert.IsType<DeviceLostException>(fault.InnerException);
        Assert.Equal(["simulator", "host", "simulator", "host", "simulator", "host", "simulator"], opened);
        Assert.Equal(3 * ShardAssets, fault.Progress!.Completed);
        SmallRun.AssertLaw(fault.Progress);

        RunReport rest = await SmallRun.RunAsync(_home["bad"], 8 * ShardAssets, options => options.Campaign = Campaign);
        Assert.Equal((5 * ShardAssets, 3L * ShardAssets), (rest.Progress.Completed, rest.Progress.AlreadyThere));
    }

    private static void AssertWhole(RunReport report, int dead, int losses)
    {
        RunProgress progress = report.Progress;
        SmallRun.AssertLaw(progress);
        Assert.Equal((3 * ShardAssets, 3 * ShardAssets, (3 * ShardAssets) - dead, dead), (progress.Planned, progress.Admitted, progress.Completed, progress.DeadLettered));
        Assert.Equal((3, losses, (3 * ShardAssets) - dead), (progress.Shards, progress.DeviceLosses, report.Minted));
    }

    private Task<RunReport> RunAsync(
        string name, List<string> opened, Action<AssetBatch> fault, Action<PiwaOptions>? change = null, ulong assets = 3 * ShardAssets) =>
        SmallRun.RunAsync(_home[name], assets, options =>
        {
            options.Campaign = Campaign;
            options.Device = "simulator";
            options.BatchAssets = 1;
            options.BatchCount = 2;
            options.OracleSamples = 0;
            options.OpenDevice = (id, threads) =>
            {
                opened.Add(id);
                Device device = DeviceCatalog.Open(id, threads);
                if (device is IlgpuDevice ilgpu)
                    ilgpu.Fault = fault;
                return device;
            };
            change?.Invoke(options);
        });

    private string[] Shards(string name)
    {
        using Dataset dataset = Dataset.Open(_home[name]);
        return [.. dataset.Shards.Select(shard => $"{shard.File} {shard.Root} {shard.FileHash}")];
    }

    /// <summary>As ILGPU tells that a kernel read where nothing is.</summary>
    private sealed class KernelFault() : AcceleratorException("an illegal memory access was encountered")
    {
        public override AcceleratorType AcceleratorType => AcceleratorType.Cuda;
    }
}
