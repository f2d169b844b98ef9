namespace Piwa.Chain.Trees;

/// <summary>What an operation on a concurrent Merkle tree came to; where it is not <see cref="Success"/>, the tree is unchanged.</summary>
public enum TreeOutcome
{
    /// <summary>Done.</summary>
    Success,

    /// <summary>The leaf's index lies beyond the tree, or beyond the place after the rightmost leaf.</summary>
    LeafIndexOutOfBounds,

    /// <summary>The proof does not lead to the tree's root.</summary>
    InvalidProof,

    /// <summary>A leaf of zeros cannot be appended.</summary>
    CannotAppendEmptyNode,

    /// <summary>There is no room for another leaf.</summary>
    TreeFull,

    /// <summary>The tree has leaves where it should have none.</summary>
    TreeAlreadyInitialized,

    /// <summary>The tree has not been initialized.</summary>
    TreeNotInitialized,

    /// <summary>The root that the proof was made for is none of those that the tree remembers.</summary>
    RootNotFound,

    /// <summary>The leaf has changed since the proof was made.</summary>
    LeafContentsModified,

    /// <summary>The tree has leaves where it should have none to be closed.</summary>
    TreeNonEmpty,

    /// <summary>The operation would put a leaf beyond the place after the rightmost one; the programs abort there.</summary>
    Aborted,
}
