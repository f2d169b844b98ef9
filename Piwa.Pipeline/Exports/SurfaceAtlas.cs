using Piwa.Kernels.Recipes;

namespace Piwa.Pipeline.Exports;

/// <summary>The charts of a mesh in one square texture, all of one density: as many texels per unit as fit.</summary>
internal sealed class SurfaceAtlas
{
    /// <summary>Share of the texels that the surface takes in the first attempt; the rest is for gutters and gaps.</summary>
    private const float FirstShare = 0.8f;

    /// <summary>Most of the blocks that charts may take for an attempt to be worth it.</summary>
    private const float FullShare = 0.93f;

    /// <summary>Factor of the density from attempt to attempt.</summary>
    private const float Step = 0.96f;

    private const int MaxAttempts = 100;

    private SurfaceAtlas(int side, IReadOnlyList<AtlasChart> charts)
    {
        Side = side;
        Charts = charts;
    }

    /// <summary>Texels along a side.</summary>
    public int Side { get; }

    public IReadOnlyList<AtlasChart> Charts { get; }

    /// <summary>Lays out a mesh. Where it has too many pieces for its texture, however few texels a unit has, the next larger one is taken.</summary>
    /// <param name="mesh">The mesh.</param>
    /// <param name="recipe">Its recipe.</param>
    /// <param name="side">Texels along a side, at least; a power of two.</param>
    /// <exception cref="InvalidOperationException">Not even the largest texture has room.</exception>
    public static SurfaceAtlas Create(AtlasMesh mesh, Recipe recipe, int side)
    {
        List<ChartPatch> patches = ChartPatches.Create(mesh, recipe);
        float area = 0f;
        foreach (ChartPatch patch in patches)
        {
            foreach (int triangle in patch.Triangles)
                area += SpaceAlgebra.Dot(mesh.DoubleArea(triangle), patch.Out) * 0.5f;
        }

        for (int larger = side; larger <= GlbOptions.MaxTextureSize; larger *= 2)
        {
            if (TryPack(mesh, patches, area, larger) is { } atlas)
                return atlas;
        }

        throw new InvalidOperationException(
            $"The surface has {patches.Count} pieces, too many for a texture of {GlbOptions.MaxTextureSize} x {GlbOptions.MaxTextureSize} texels.");
    }

    private static SurfaceAtlas? TryPack(AtlasMesh mesh, List<ChartPatch> patches, float area, int side)
    {
        int blocks = side / AtlasChart.Block;
        float density = side * MathF.Sqrt(FirstShare / area);
        for (int attempt = 0; attempt < MaxAttempts; attempt++)
        {
            AtlasChart[] charts = Draw(mesh, patches, density);
            float share = charts.Sum(chart => chart.BlockCount) / (float)(blocks * blocks);
            if (share <= FullShare)
            {
                charts = [.. charts.OrderByDescending(chart => chart.BlockColumns * chart.BlockRows).ThenByDescending(chart => chart.BlockRows)];
                if (AtlasPacker.TryPack(charts, blocks))
                    return new SurfaceAtlas(side, charts);
            }

            density *= MathF.Min(Step, MathF.Sqrt(FullShare / share));
        }

        return null;
    }

    private static AtlasChart[] Draw(AtlasMesh mesh, List<ChartPatch> patches, float density)
    {
        var drawn = new AtlasChart[patches.Count][];
        Parallel.For(0, drawn.Length, i => drawn[i] = [.. AtlasChart.Draw(mesh, patches[i], density)]);
        return [.. drawn.SelectMany(charts => charts)];
    }
}
