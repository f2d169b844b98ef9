namespace Piwa.Chain.Trees;

/// <summary>The errors of both account compression programs, with their codes on chain.</summary>
public enum AccountCompressionError
{
    /// <summary>A leaf of another length than 32 bytes; not used.</summary>
    IncorrectLeafLength = 6000,

    /// <summary>The operation on the tree failed; the log says how.</summary>
    ConcurrentMerkleTreeError = 6001,

    /// <summary>The account's data cannot be the tree.</summary>
    ZeroCopyError = 6002,

    /// <summary>No valid pair of depth and buffer.</summary>
    ConcurrentMerkleTreeConstantsError = 6003,

    /// <summary>The canopy's length is not that of full levels.</summary>
    CanopyLengthMismatch = 6004,

    /// <summary>Another authority than the tree's.</summary>
    IncorrectAuthority = 6005,

    /// <summary>The account belongs to another program.</summary>
    IncorrectAccountOwner = 6006,

    /// <summary>The account holds no tree.</summary>
    IncorrectAccountType = 6007,

    /// <summary>The leaf's index lies beyond the tree.</summary>
    LeafIndexOutOfBounds = 6008,
}
