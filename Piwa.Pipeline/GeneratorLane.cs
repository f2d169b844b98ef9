using System.Collections.Concurrent;
using Piwa.Kernels.Buffers;
using Piwa.Kernels.Devices;
using Piwa.Pipeline.Flow;
using Piwa.Pipeline.Stages;

namespace Piwa.Pipeline;

/// <summary>An open device that makes assets batch by batch, into plain memory.</summary>
/// <remarks>
/// Thread-safe. The lane's own thread opens the device, works on it and closes it; what is made is copied and hashed on the thread pool, while
/// the lane makes the next batch. Who waits for a batch is served in the order of asking.
/// </remarks>
internal sealed class GeneratorLane : IAsyncDisposable
{
    private readonly PiwaOptions _options;
    private readonly LaneScheduler _thread;
    private readonly Device _device;
    private readonly DeviceLane _lane;
    private readonly LeasePool<AssetBatch> _batches;
    private readonly ConcurrentBag<AssetSealer> _sealers = [];

    /// <summary>On the lane's thread.</summary>
    private GeneratorLane(PiwaOptions options, int viewCount, LaneScheduler thread)
    {
        _options = options;
        _thread = thread;
        _device = options.OpenDevice(options.Device, options.Threads);
        try
        {
            LaneOptions lane = options.Campaign.LaneOptions(options.BatchAssets);
            _lane = _device.CreateLane(viewCount == 0 ? lane : lane with { ViewCount = viewCount });
            _batches = new LeasePool<AssetBatch>(
                new FlowRun(meter: options.CreateMeter(), time: options.TimeProvider),
                "assets",
                [.. Enumerable.Range(0, options.BatchCount).Select(_ => _lane.CreateBatch())]);
        }
        catch
        {
            _lane?.Dispose();
            _device.Dispose();
            throw;
        }
    }

    /// <summary>What makes the assets.</summary>
    public DeviceInfo Device => _device.Info;

    /// <summary>Batches that are in use.</summary>
    public int LiveCount => _batches.LiveCount;

    /// <param name="options">The options, validated.</param>
    /// <param name="viewCount">Views of an asset; 0 for as many as the campaign's rig has cameras.</param>
    /// <exception cref="DeviceException">The device cannot be used.</exception>
    /// <exception cref="ArgumentException">The number of views is out of its range.</exception>
    public static async Task<GeneratorLane> OpenAsync(PiwaOptions options, int viewCount)
    {
        LaneScheduler thread = new("piwa-assets");
        try
        {
            GeneratorLane? lane = null;
            await On(thread, () => lane = new GeneratorLane(options, viewCount, thread)).ConfigureAwait(false);
            return lane!;
        }
        catch
        {
            thread.Dispose();
            throw;
        }
    }

    /// <summary>Makes assets in a row.</summary>
    /// <param name="recipes">Where their recipes come from.</param>
    /// <param name="firstIndex">Index of the first.</param>
    /// <param name="count">How many; 1 to <see cref="PiwaOptions.BatchAssets"/>.</param>
    /// <param name="cancellationToken">Ends it before the device has begun.</param>
    public async Task<Asset[]> MakeAsync(IRecipeSource recipes, ulong firstIndex, int count, CancellationToken cancellationToken)
    {
        using Lease<AssetBatch> lease = (await _batches.AcquireAsync($"asset {firstIndex}").ConfigureAwait(false))!;
        AssetBatch batch = lease.Value;
        await On(_thread, () =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            _lane.MakeAssets(batch, recipes, firstIndex, count);
        }).ConfigureAwait(false);

        if (!_sealers.TryTake(out AssetSealer? sealer))
            sealer = new AssetSealer(_options.Campaign.Seed);
        try
        {
            var assets = new Asset[count];
            for (int i = 0; i < count; i++)
                assets[i] = new Asset(batch[i], sealer, _options.Campaign.HasLabels);
            return assets;
        }
        finally
        {
            _sealers.Add(sealer);
        }
    }

    /// <summary>Waits for what is under way, then closes the device. Nothing may be asked for any more.</summary>
    public async ValueTask DisposeAsync()
    {
        // Whoever holds all batches is alone: the last to ask is the last to be served.
        for (int i = 0; i < _options.BatchCount; i++)
            (await _batches.AcquireAsync("the end").ConfigureAwait(false))!.Value.Dispose();
        await On(_thread, Close).ConfigureAwait(false);
        _thread.Dispose();
        foreach (AssetSealer sealer in _sealers)
            sealer.Dispose();
    }

    private void Close()
    {
        _batches.Dispose();
        _lane.Dispose();
        _device.Dispose();
    }

    /// <summary>
    /// Runs on the lane's thread. Not cancelled by the scheduler: who awaits a task that is cancelled in the queue goes on on the lane's thread,
    /// and would wait there for itself.
    /// </summary>
    private static Task On(LaneScheduler thread, Action work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, thread);
}
