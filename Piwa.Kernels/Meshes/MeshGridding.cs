using System.Numerics;
using Piwa.Kernels.Recipes;

namespace Piwa.Kernels.Meshes;

/// <summary>
/// Chooses the grid of an asset in two steps: a coarse grid over the loose box measures how large the surface is and how far
/// displacement and smooth joins carry it beyond the parts' own box; the fine grid fits that.
/// </summary>
internal static class MeshGridding
{
    /// <summary>Cells along the longest side when the surface is first measured.</summary>
    public const int CoarseResolution = 24;

    /// <summary>
    /// Where the first corner stands before the box, in cells. Not a round number, so that faces of axis-aligned parts do not fall
    /// onto corners.
    /// </summary>
    private const float Margin = 1.37f;

    /// <summary>Cells beyond the box, on both sides together.</summary>
    private const int MarginCells = 3;

    /// <summary>How far the surface can lie beyond the outermost inside corner of the coarse grid, in its cells.</summary>
    private const float CoarseReach = 2f;

    /// <summary>Most cells along one side of any grid, the coarse one included.</summary>
    public static int MaxCells(MeshOptions options) => Math.Max(options.MaxResolution, CoarseResolution) + MarginCells;

    /// <summary>Cells along the longest side of the box within a grid.</summary>
    public static int ResolutionOf(in GridRecord grid) => Math.Max(grid.CellsX, Math.Max(grid.CellsY, grid.CellsZ)) - MarginCells;

    public static GridRecord CreateCoarse(FieldProgram program) => Create(program, program.Loose, CoarseResolution);

    /// <summary>The grid for the mesh, given what the coarse grid showed.</summary>
    public static GridRecord Create(FieldProgram program, in GridRecord coarse, in CoarseMeasure measure, MeshOptions options)
    {
        PartBounds.Box box = program.Hard;
        if (measure.HighX >= measure.LowX)
        {
            float reach = CoarseReach * coarse.Spacing;
            Vector3 origin = new(coarse.OriginX, coarse.OriginY, coarse.OriginZ);
            PartBounds.Box inside = new(
                origin + (new Vector3(measure.LowX, measure.LowY, measure.LowZ) * coarse.Spacing),
                origin + (new Vector3(measure.HighX, measure.HighY, measure.HighZ) * coarse.Spacing));
            box = box.Join(inside.Inflate(reach)).Meet(program.Loose);
        }

        return Create(program, box, Resolution(measure.QuadCount, Geometry.Largest(box.Size), coarse.Spacing, options));
    }

    /// <summary>
    /// The resolution at which an asset gets about as many quads as wanted: their number grows with the square of the resolution.
    /// </summary>
    private static int Resolution(int coarseQuads, float longestSide, float coarseSpacing, MeshOptions options)
    {
        if (coarseQuads == 0)
            return options.MaxResolution;

        float factor = MathF.Sqrt((float)options.TargetQuads / coarseQuads);
        float cells = longestSide / coarseSpacing * factor;
        return Math.Clamp((int)(cells + 0.5f), options.MinResolution, options.MaxResolution);
    }

    private static GridRecord Create(FieldProgram program, PartBounds.Box box, int resolution)
    {
        Vector3 size = box.Size;
        float spacing = Geometry.Largest(size) / resolution;
        return new GridRecord
        {
            CellsX = Cells(size.X, spacing),
            CellsY = Cells(size.Y, spacing),
            CellsZ = Cells(size.Z, spacing),
            OriginX = box.Low.X - (Margin * spacing),
            OriginY = box.Low.Y - (Margin * spacing),
            OriginZ = box.Low.Z - (Margin * spacing),
            Spacing = spacing,
            PartCount = program.Parts.Length,
        };
    }

    /// <summary>A hair less than whole cells stays whole: the longest side has exactly as many cells as the resolution.</summary>
    private static int Cells(float side, float spacing) => (int)MathF.Ceiling((side / spacing) - 0.01f) + MarginCells;
}
