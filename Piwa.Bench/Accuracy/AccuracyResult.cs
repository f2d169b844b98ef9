namespace Piwa.Bench.Accuracy;

/// <summary>How far a mesh lies from its solid. Distances are shares of the longest side of the asset.</summary>
/// <param name="Primitive">The solid.</param>
/// <param name="IsRotated">Whether its axes are those of the grid.</param>
/// <param name="IsExact">Whether the solid's distance has a closed form; else it is found on the recipe's field.</param>
/// <param name="Triangles">Triangles of the mesh.</param>
/// <param name="Resolution">Cells along the longest side.</param>
/// <param name="Mean">Mean distance of points of the mesh, uniform by area.</param>
/// <param name="Percentile99">99 of 100 points are nearer.</param>
/// <param name="Max">Largest distance.</param>
/// <param name="Edges">Of points of the true edges to the mesh; boxes only.</param>
/// <param name="Flatness">Angle of the triangles to the true sides, in degrees; boxes only.</param>
internal sealed record AccuracyResult(
    string Primitive,
    bool IsRotated,
    bool IsExact,
    int Triangles,
    int Resolution,
    double Mean,
    double Percentile99,
    double Max,
    AccuracySpread? Edges,
    AccuracySpread? Flatness);
