namespace Piwa.Chain.Trees;

/// <summary>The words of the programs for outcomes.</summary>
internal static class TreeOutcomes
{
    /// <summary>The text that the programs log.</summary>
    public static string Describe(this TreeOutcome outcome) => outcome switch
    {
        TreeOutcome.Success => "Success",
        TreeOutcome.LeafIndexOutOfBounds => "Received an index larger than the rightmost index, or greater than (1 << max_depth)",
        TreeOutcome.InvalidProof => "Invalid root recomputed from proof",
        TreeOutcome.CannotAppendEmptyNode => "Cannot append an empty node",
        TreeOutcome.TreeFull => "Tree is full, cannot append",
        TreeOutcome.TreeAlreadyInitialized => "Tree already initialized",
        TreeOutcome.TreeNotInitialized => "Tree needs to be initialized before using",
        TreeOutcome.RootNotFound => "Root not found in changelog buffer",
        TreeOutcome.LeafContentsModified => "This tree's current leaf value does not match the supplied proof's leaf value",
        TreeOutcome.TreeNonEmpty => "Tree is not empty",
        TreeOutcome.Aborted => "The leaf lies beyond the place after the rightmost one",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "No such outcome."),
    };
}
