using Piwa.Pipeline.Encoding;

namespace Piwa.Pipeline.Shards;

/// <summary>That a shard is of a data set: what leads from it to the root of a <see cref="DatasetTree"/>.</summary>
/// <param name="Steps">The steps, the shard's own neighbour first.</param>
public sealed record DatasetProof(IReadOnlyList<DatasetProofStep> Steps)
{
    /// <summary>The root that it leads to.</summary>
    /// <param name="shard">The shard.</param>
    public ContentHash RootOf(ShardRecord shard) => Steps.Aggregate(
        DatasetTree.LeafOf(shard),
        (hash, step) => step.IsRight ? DatasetTree.Combine(hash, step.Sibling) : DatasetTree.Combine(step.Sibling, hash));
}
