using Piwa.Kernels.Buffers;
using Piwa.Kernels.Devices;
using Piwa.Pipeline;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Stages;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Stages;

/// <summary>Bytes that an asset takes of the managed heap, once buffers are as large as they get: on one thread, where they can be counted.</summary>
public sealed class AllocationTests
{
    private const int Assets = 16;

    /// <summary>A recipe's own objects; what sampling tries on the way is not kept.</summary>
    private const long MostBytesOfRecipe = 5_000;

    /// <summary>The footer's buffer, where it doubles: some 10 kB for each row group of a shard, kept for the next shard.</summary>
    private const long MostBytesOfRowGroup = 40_000;

    [Fact]
    public async Task AnAssetIsItsRecipeAndNothingElse()
    {
        var campaign = new Campaign { ImageResolution = 64, TargetTriangles = 2000 };
        using var device = new HostDevice(threadCount: 1);
        using DeviceLane lane = device.CreateLane(campaign.LaneOptions(Assets));
        using AssetBatch batch = lane.CreateBatch();
        using var sealer = new AssetSealer(campaign.Seed);
        using var directory = new TemporaryDirectory();
        using var chunks = new BlobChunks();
        var arena = new BlobArena(chunks);
        AssetRow[] rows = [.. Enumerable.Range(0, Assets).Select(_ => new AssetRow(campaign.RowLayout))];
        using var writer = new ShardWriter(directory["shard.parquet"], new ShardEncoder(campaign.RowLayout, campaign: default));

        // The same assets again: the first time buffers grow and code is compiled, the second time the arena's chunks first come back.
        Measure();
        Measure();
        (long generate, long render, long seal, long write) = Measure();

        // Code that is not yet optimized allocates what stays on the stack later; the runtime takes its time on a busy machine. And where
        // another thread allocates large objects, as other tests do, the runtime can count what is left of this one's buffer, up to 8 kB: a
        // thread that allocates nothing shows it. What is allocated by asset is there each time.
        for (int wait = 0; wait < 50 && (generate > Assets * MostBytesOfRecipe || render + seal > 0); wait++)
        {
            await Task.Delay(100, TestContext.Current.CancellationToken);
            (generate, render, seal, write) = Measure();
        }

        Assert.InRange(generate, 1, Assets * MostBytesOfRecipe);
        Assert.Equal((0, 0), (render, seal));
        Assert.InRange(write, 0, MostBytesOfRowGroup);

        (long Generate, long Render, long Seal, long Write) Measure()
        {
            batch.Begin(campaign.CreateSource(), 0, Assets);
            return (
                Allocated(() => lane.GenerateMeshes(batch)),
                Allocated(() => lane.RenderViews(batch)),
                Allocated(() =>
                {
                    arena.Clear();
                    for (int i = 0; i < Assets; i++)
                        sealer.Seal(batch[i], rows[i], arena);
                }),
                Allocated(() => writer.WriteRowGroup(rows)));
        }
    }

    private static long Allocated(Action work)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        work();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
