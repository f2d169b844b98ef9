using Piwa.Pipeline.Flow;
using Piwa.Pipeline.Stages;

namespace Piwa.Pipeline;

/// <summary>
/// The graph, whole. Batches of assets go in at the left and come out as minted shards; every hop is bounded, so the slowest stage sets
/// the pace and memory stays flat. Failures travel as values; a drain lets everything through unworked and releases it.
/// <code>
/// admit ─► generate ─► render ─► seal ─► shard ─► mint
/// lease    device      device    CPU     disk     chain
/// │◄──────── device lease ────────►│  ▲ n batches : 1 shard
/// </code>
/// </summary>
internal sealed class BatchGraph
{
    public BatchGraph(FlowRun run, GraphOptions options, GraphStages stages)
    {
        var generate = Stage.Transform<PlannedBatch, MeshBatch>(run, options.Generate, stages.Generate.Run);
        var render = Stage.Transform<MeshBatch, ViewBatch>(run, options.Render, stages.Render.Run);
        var seal = Stage.Transform<ViewBatch, SealedBatch>(run, options.Seal, stages.Seal.Run);
        var shard = Stage.Accumulate<SealedBatch, CommittedShard>(run, options.Shard, stages.Shard.Open);
        var mint = Stage.SinkAsync<CommittedShard>(run, options.Mint, stages.Mint);

        generate.LinkTo(render, Stage.Link); // MeshBatch: lease with meshes
        render.LinkTo(seal, Stage.Link);     // ViewBatch: lease with meshes and views
        seal.LinkTo(shard, Stage.Link);      // SealedBatch: hashes and packed bytes; the lease is back
        shard.LinkTo(mint, Stage.Link);      // CommittedShard: on disk and in the manifest

        Admission = new Admission<PlannedBatch>(run, generate, options.Shard.InOrder);
        Completion = mint.Completion;
    }

    /// <summary>The door: one item for each batch, numbered in the order of the assets.</summary>
    public Admission<PlannedBatch> Admission { get; }

    /// <summary>Ends when the last batch has left the graph, minted or as a dead letter. Never faults.</summary>
    public Task Completion { get; }
}
