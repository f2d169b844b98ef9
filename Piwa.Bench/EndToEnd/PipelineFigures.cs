namespace Piwa.Bench.EndToEnd;

/// <summary>What a run of the pipeline took.</summary>
/// <param name="Assets">Assets that it made.</param>
/// <param name="Threads">Threads for kernels and for sealing.</param>
/// <param name="Device">The device.</param>
/// <param name="AssetsPerSecond">From the first admission to the last mint.</param>
/// <param name="SteadyAssetsPerSecond">The same without the first quarter of the assets, while compilers and pools warm up; null where too few were seen.</param>
/// <param name="MeanTriangles">Mean triangles.</param>
/// <param name="ShardBytes">Bytes of shards, by asset.</param>
/// <param name="AllocatedBytes">
/// Managed bytes allocated by asset in steady state: in the process, all threads, from one shard's first asset to another's.
/// </param>
/// <param name="AllocationWindow">The assets that this was measured over: the first, and the first that is not in it.</param>
/// <param name="PeakMemoryBytes">Most memory of the process that was resident, the warm-up included.</param>
/// <param name="Stages">The stages.</param>
internal sealed record PipelineFigures(
    int Assets,
    int Threads,
    string Device,
    double AssetsPerSecond,
    double? SteadyAssetsPerSecond,
    double MeanTriangles,
    double ShardBytes,
    double? AllocatedBytes,
    string AllocationWindow,
    long PeakMemoryBytes,
    IReadOnlyList<StageTime> Stages);
