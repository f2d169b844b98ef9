using Piwa.Kernels.Recipes;

namespace Piwa.Pipeline.Quality;

/// <summary>What statistics need of an asset.</summary>
/// <param name="AssetIndex">Index of the asset in its campaign.</param>
/// <param name="Recipe">The recipe.</param>
/// <param name="TriangleCount">Triangles of the mesh.</param>
/// <param name="Columns">Stored bytes by blob column.</param>
/// <param name="Metrics">What was measured.</param>
public sealed record AssetSummary(
    ulong AssetIndex,
    Recipe Recipe,
    int TriangleCount,
    IReadOnlyList<ColumnSize> Columns,
    AssetMetrics Metrics);
