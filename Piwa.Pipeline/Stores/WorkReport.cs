namespace Piwa.Pipeline.Stores;

/// <summary>What a node did of a fleet's work.</summary>
/// <param name="Partition">Its share.</param>
/// <param name="Units">Units of the share.</param>
/// <param name="Before">Of these, finished before, by whomever.</param>
/// <param name="Published">Units that this run put into the store.</param>
/// <param name="Run">The run; null if there was nothing to make.</param>
public sealed record WorkReport(WorkPartition Partition, long Units, long Before, long Published, RunReport? Run)
{
    /// <summary>Whether the whole share is finished.</summary>
    public bool IsDone => Before + Published >= Units;
}
