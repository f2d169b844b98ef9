using Piwa.Kernels.Recipes;

namespace Piwa.Pipeline.Quality;

/// <summary>What statistics need of an asset.</summary>
/// <param name="AssetIndex">Index of the asset in its campaign.</param>
/// <param name="Recipe">The recipe.</param>
/// <param name="TriangleCount">Triangles of the mesh.</param>
/// <param name="StoredBytes">Stored bytes of mesh, images and labels.</param>
/// <param name="Columns">Share of the asset in the bytes of each of those columns: the mean of its row group.</param>
/// <param name="Metrics">What was measured.</param>
public sealed record AssetSummary(
    ulong AssetIndex,
    Recipe Recipe,
    int TriangleCount,
    long StoredBytes,
    IReadOnlyList<ColumnSize> Columns,
    AssetMetrics Metrics);
