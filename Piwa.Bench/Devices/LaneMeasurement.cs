using System.Diagnostics;
using Piwa.Bench.Peers;
using Piwa.Kernels.Buffers;
using Piwa.Kernels.Devices;
using Piwa.Kernels.Recipes;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Stages;

namespace Piwa.Bench.Devices;

/// <summary>A device's lane by itself: times, and whether it makes the host's hashes.</summary>
internal static class LaneMeasurement
{
    private const ulong Seed = 1;

    /// <summary>Times a lane that holds a number of standard assets.</summary>
    /// <param name="device">The device; stays the caller's.</param>
    /// <param name="assets">Assets of a batch.</param>
    /// <param name="rounds">Times that each is run.</param>
    public static LaneTime Time(Device device, int assets, int rounds)
    {
        LaneOptions options = StandardAsset.Campaign.LaneOptions(assets);
        TimeSpan[] times;
        using (DeviceLane lane = device.CreateLane(options))
        using (AssetBatch batch = lane.CreateBatch())
        {
            times = Alternation.Run(
                rounds, () => Generate(lane, batch, assets), () => lane.RenderViews(batch));
        }

        TimeSpan? whole = device is HostDevice ? null : TimeSealed(device, SealStage.Ask(options, StandardAsset.Campaign.ImageFormat), assets, rounds);
        return new LaneTime(
            assets, times[0].TotalMilliseconds / assets, times[1].TotalMilliseconds / assets, whole?.TotalMilliseconds / assets);
    }

    /// <summary>Hashes of standard assets as the pipeline gets them from a device: sealed there, where it can.</summary>
    /// <exception cref="InvalidOperationException">An asset has a fault: standard assets have none.</exception>
    public static IReadOnlyList<AssetHashes> Hash(Device device, int assets)
    {
        LaneOptions options = StandardAsset.Campaign.LaneOptions(assets);
        using DeviceLane lane = device.CreateLane(device is HostDevice ? options : SealStage.Ask(options, StandardAsset.Campaign.ImageFormat));
        using AssetBatch batch = lane.CreateBatch();
        using var sealer = new AssetSealer(Seed);
        Seal(lane, batch, assets);
        List<AssetHashes> hashes = [];
        foreach (AssetBuffer asset in batch.Assets)
        {
            if (asset.Fault is { } fault)
                throw new InvalidOperationException($"Asset {asset.Index} has a fault on {device.Info.Id} in '{fault.Stage}': {fault.Reason}");
            hashes.Add(sealer.Hash(asset));
        }

        return hashes;
    }

    /// <summary>What each kernel takes for a batch, sealed on the device; each is waited for, so nothing overlaps.</summary>
    /// <returns>The kernels' times, and the time of all, which includes the host's.</returns>
    public static (IReadOnlyList<KernelTime> Kernels, TimeSpan All) TimeKernels(IlgpuDevice device, int assets, int rounds)
    {
        LaneOptions options = SealStage.Ask(StandardAsset.Campaign.LaneOptions(assets), StandardAsset.Campaign.ImageFormat);
        using DeviceLane lane = device.CreateLane(options);
        using AssetBatch batch = lane.CreateBatch();
        var clock = new KernelClock();
        device.Clock = clock;
        try
        {
            Seal(lane, batch, assets);
            clock.Clear();
            long start = Stopwatch.GetTimestamp();
            for (int round = 0; round < rounds; round++)
                Seal(lane, batch, assets);
            return (clock.Times, Stopwatch.GetElapsedTime(start));
        }
        finally
        {
            device.Clock = null;
        }
    }

    private static void Seal(DeviceLane lane, AssetBatch batch, int assets)
    {
        Generate(lane, batch, assets);
        lane.RenderViews(batch);
        batch.Frames?.Wait();
    }

    private static void Generate(DeviceLane lane, AssetBatch batch, int assets)
    {
        batch.Begin(new PresetSource(Preset.Piwa, StandardAsset.Rig, StandardAsset.Campaign.Seed), 0, assets);
        lane.GenerateMeshes(batch);
    }

    private static TimeSpan TimeSealed(Device device, LaneOptions options, int assets, int rounds)
    {
        using DeviceLane lane = device.CreateLane(options);
        using AssetBatch batch = lane.CreateBatch();
        return Alternation.Run(rounds, () => Seal(lane, batch, assets))[0];
    }
}
