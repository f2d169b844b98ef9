using Piwa.Chain.Trees;

namespace Piwa.Chain.Planning;

/// <summary>Trees of one size.</summary>
/// <param name="Count">How many.</param>
/// <param name="Size">Depth, buffer and canopy.</param>
/// <param name="LeafCount">Leaves that each of them gets.</param>
public sealed record PlannedTrees(long Count, TreeSize Size, long LeafCount);
