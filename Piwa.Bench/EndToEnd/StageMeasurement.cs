using Piwa.Bench.Peers;
using Piwa.Kernels.Devices;
using Piwa.Pipeline.Shards;

namespace Piwa.Bench.EndToEnd;

/// <summary>
/// Each stage by itself: what it takes when no other stage is at the same cores. Generation and rendering on all threads, sealing and the
/// shard on one, as in a run.
/// </summary>
internal static class StageMeasurement
{
    /// <summary>About a row group of the shard stage.</summary>
    private const int Assets = 32;

    private const int Rounds = 5;

    /// <summary>Measures stages and ceilings.</summary>
    /// <param name="plan">Device, threads and directory.</param>
    /// <param name="missing">Receives what could not be measured.</param>
    /// <returns>Stages by themselves, and their ceilings.</returns>
    public static (IReadOnlyList<StageTime> Alone, IReadOnlyList<CeilingTime> Ceilings) Run(PipelinePlan plan, List<string> missing)
    {
        using Device device = DeviceCatalog.OpenVerified(plan.Device, plan.Threads);
        using var assets = new StandardAssets(device, Assets);
        using var encoder = new ShardEncoder(StandardAsset.Campaign.RowLayout, campaign: default, hasSha256: true);
        string shard = Path.Combine(plan.Directory, "alone.parquet");
        TimeSpan[] times = Alternation.Run(
            Rounds, assets.Generate, assets.Render, assets.Seal, () => ShardCeilings.Write(shard, encoder, assets.Rows));
        File.Delete(shard);
        double sum = times.Sum(time => time.TotalMilliseconds);
        string[] names = ["generate", "render", "seal", "shard"];
        StageTime[] alone =
            [.. names.Zip(times, (name, time) => new StageTime(name, time.TotalMilliseconds / Assets, time.TotalMilliseconds / sum))];

        using var codecs = new CodecCeilings(new RawAssets(assets.Batch.Assets), Assets);
        return (alone, [.. codecs.Measure(Rounds, plan.Directory, missing), .. ShardCeilings.Measure(assets.Rows, Rounds, plan.Directory)]);
    }
}
