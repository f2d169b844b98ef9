using Piwa.Pipeline.Flow;

namespace Piwa.Pipeline;

/// <summary>Capacity, parallelism and scheduler of each stage, in the order of the graph.</summary>
internal sealed record GraphOptions(StageOptions Generate, StageOptions Render, StageOptions Seal, AccumulateOptions Shard, StageOptions Mint)
{
    /// <summary>Batches that a device stage holds: one in work, one waiting.</summary>
    private const int DeviceCapacity = 2;

    /// <param name="run">The run.</param>
    /// <param name="lane">Thread of the device's lane: generation and rendering take turns on it.</param>
    /// <param name="leaseCount">Batches that can hold device memory at once.</param>
    /// <param name="sealThreads">Batches that are sealed at once.</param>
    /// <param name="unmintedShards">Committed shards that may wait for the ledger before the others wait.</param>
    public static GraphOptions Create(FlowRun run, TaskScheduler lane, int leaseCount, int sealThreads, int unmintedShards)
    {
        // At most the leased batches and those in the seal stage's output are ahead of the one that the shard waits for.
        int sealCapacity = Math.Max(leaseCount, sealThreads);
        return new GraphOptions(
            new StageOptions("generate") { Capacity = DeviceCapacity, Scheduler = lane },
            new StageOptions("render") { Capacity = DeviceCapacity, Scheduler = lane },
            new StageOptions("seal") { Capacity = sealCapacity, Parallelism = sealThreads },
            new AccumulateOptions("shard") { Capacity = leaseCount, InOrder = new ReorderWindow(run, 0, leaseCount + (2 * sealCapacity)) },
            new StageOptions("mint") { Capacity = unmintedShards, FinishesWhenCancelled = true });
    }
}
