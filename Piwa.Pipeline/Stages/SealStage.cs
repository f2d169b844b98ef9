using System.Collections.Concurrent;
using Piwa.Kernels.Buffers;
using Piwa.Kernels.Devices;
using Piwa.Kernels.Views;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Stages;

/// <summary>Hashes and packs, or takes what the device has; from here on the device memory is free for the next batch. Runs on several threads at once.</summary>
internal sealed class SealStage(SealedBatchPool batches, RunTally tally, ulong campaignSeed) : IDisposable
{
    private readonly ConcurrentBag<AssetSealer> _sealers = [];

    /// <summary>
    /// What is asked of a lane. Devices pack LZ4 only. Of the planes, colour is still looked at here for coverage, luminance and the looks,
    /// and depth for the reprojection.
    /// </summary>
    public static LaneOptions Ask(LaneOptions lane, ImageFormat format) => format == ImageFormat.Lz4
        ? lane with { Seal = AssetHasher.Keys, ReadBack = ViewChannels.Color | ViewChannels.Depth }
        : lane;

    public SealedBatch Run(ViewBatch batch)
    {
        if (!_sealers.TryTake(out AssetSealer? sealer))
            sealer = new AssetSealer(campaignSeed);

        SealedBatch output = batches.Take();
        try
        {
            AssetBatch assets = batch.Lease.Value;
            output.Begin(assets[0].Index, assets.Count);
            foreach (AssetBuffer asset in assets.Assets)
            {
                if (asset.Fault is null)
                    sealer.Seal(asset, output.NextRow(), output.Arena);
                else
                    output.Bury(asset);
            }
        }
        catch
        {
            output.Dispose();
            throw;
        }

        _sealers.Add(sealer);
        tally.Seal(output.AssetCount);
        batch.Dispose();
        return output;
    }

    public void Dispose()
    {
        while (_sealers.TryTake(out AssetSealer? sealer))
            sealer.Dispose();
    }
}
