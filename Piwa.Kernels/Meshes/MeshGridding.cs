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

    /// <summary>Cells across the thinnest bar or wall.</summary>
    private const float CellsAcrossThinnest = 2f;

    /// <summary>How far the surface can lie beyond the outermost inside corner of the coarse grid, in its cells.</summary>
    private const float CoarseReach = 2f;

    /// <summary>Most cells along one side of any grid, the coarse one included.</summary>
    public static int MaxCells(MeshOptions options) => Math.Max(options.MaxResolution, CoarseResolution) + MarginCells;

    /// <summary>How often a grid is chosen anew when its mesh turns out too coarse or too fine.</summary>
    public const int MaxRefits = 2;

    public static GridPlan PlanCoarse(FieldProgram program) => new(program.Loose, CoarseResolution, CoarseResolution);

    /// <summary>The grid for the mesh, given what the coarse grid showed.</summary>
    public static GridPlan Plan(FieldProgram program, in GridRecord coarse, in CoarseMeasure measure, MeshOptions options)
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

        // Bars and walls that are thinner than some cells would have holes.
        float side = Geometry.Largest(box.Size), cells = side / coarse.Spacing;
        int least = Math.Clamp((int)MathF.Ceiling(side * CellsAcrossThinnest / program.Thinnest), options.MinResolution, options.MaxResolution);
        return new GridPlan(box, Resolution(cells, measure.QuadCount, options.TargetQuads, least, options), least);
    }

    /// <summary>
    /// Another plan when a mesh has less than half or more than twice the quads aimed at, or null. A surface so rich that it has too
    /// many at the least resolution gets a coarser one, but no coarser than it must.
    /// </summary>
    public static GridPlan? Refit(GridPlan plan, int quads, MeshOptions options)
    {
        if (quads >= options.TargetQuads / 2 && quads <= options.TargetQuads * 2)
            return null;

        const int LeastCells = 8;
        const float Most = 1.9f; // times the target: the number of quads is estimated
        int affordable = Resolution(plan.Resolution, quads, options.TargetQuads * Most, LeastCells, options);
        int resolution = Resolution(plan.Resolution, quads, options.TargetQuads, Math.Min(plan.Least, affordable), options);
        return resolution == plan.Resolution ? null : plan with { Resolution = resolution };
    }

    public static GridRecord Create(FieldProgram program, GridPlan plan)
    {
        Vector3 size = plan.Box.Size;
        float spacing = Geometry.Largest(size) / plan.Resolution;
        return new GridRecord
        {
            CellsX = Cells(size.X, spacing),
            CellsY = Cells(size.Y, spacing),
            CellsZ = Cells(size.Z, spacing),
            OriginX = plan.Box.Low.X - (Margin * spacing),
            OriginY = plan.Box.Low.Y - (Margin * spacing),
            OriginZ = plan.Box.Low.Z - (Margin * spacing),
            Spacing = spacing,
            PartCount = program.Parts.Length,
        };
    }

    /// <summary>The number of quads grows with the square of the resolution.</summary>
    private static int Resolution(float cells, int quads, float targetQuads, int least, MeshOptions options)
    {
        if (quads == 0)
            return options.MaxResolution;

        float factor = MathF.Sqrt(targetQuads / quads);
        return Math.Clamp((int)((cells * factor) + 0.5f), least, options.MaxResolution);
    }

    /// <summary>A hair less than whole cells stays whole: the longest side has exactly as many cells as the resolution.</summary>
    private static int Cells(float side, float spacing) => (int)MathF.Ceiling((side / spacing) - 0.01f) + MarginCells;
}
