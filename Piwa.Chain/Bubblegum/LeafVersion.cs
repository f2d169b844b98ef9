namespace Piwa.Chain.Bubblegum;

/// <summary>The version of Bubblegum that a tree and its leaves belong to.</summary>
public enum LeafVersion
{
    /// <summary>Version 1: trees of SPL account compression.</summary>
    V1 = 0,

    /// <summary>Version 2: trees of Metaplex account compression, with collections of Metaplex Core.</summary>
    V2 = 1,
}
