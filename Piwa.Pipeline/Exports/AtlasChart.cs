using System.Numerics;

namespace Piwa.Pipeline.Exports;

/// <summary>A patch drawn in texels: which triangle each texel belongs to, gutter included.</summary>
internal sealed class AtlasChart
{
    /// <summary>
    /// Side of the blocks of texels that belong to one chart alone: levels 1 and 2 of a mip map average texels of one chart.
    /// </summary>
    public const int Block = 4;

    /// <summary>
    /// Width of the gutter in texels: each block of which a texel is nearer than that to a triangle belongs to the chart, with all of its
    /// texels. Bilinear filtering at level 2 reads blocks whose centres are up to 4 texels away in x and y, so their nearest texels up to
    /// 2.5, across the corner 3.54.
    /// </summary>
    public const float Gutter = 3.6f;

    public AtlasChart(ChartPatch patch, float density, FlatTriangle[] triangles)
    {
        Patch = patch;
        Density = density;
        Triangles = triangles;
    }

    /// <summary>The plane, and the triangles that are in this chart.</summary>
    public ChartPatch Patch { get; }

    /// <summary>Texels per unit of the world.</summary>
    public float Density { get; }

    /// <summary>The triangles, flat.</summary>
    public FlatTriangle[] Triangles { get; }

    /// <summary>The chart's corner in the plane, in texels.</summary>
    public required int Left { get; init; }

    /// <inheritdoc cref="Left"/>
    public required int Top { get; init; }

    /// <summary>Texels; whole blocks. The outermost blocks on each side are not all empty.</summary>
    public required int Width { get; init; }

    /// <inheritdoc cref="Width"/>
    public required int Height { get; init; }

    /// <summary>By texel <c>[y, x]</c>: 1 + place in <see cref="Triangles"/>; 0 where the chart has none.</summary>
    public required int[] Owners { get; init; }

    /// <summary>By texel <c>[y, x]</c>: how far its centre is from the nearest triangle, in texels; infinite beyond the gutter.</summary>
    public required float[] Distances { get; init; }

    /// <summary>Blocks that belong to the chart.</summary>
    public required int BlockCount { get; init; }

    /// <summary>Where the chart lies in the atlas, in blocks; set by the packer.</summary>
    public int BlockX { get; set; }

    /// <inheritdoc cref="BlockX"/>
    public int BlockY { get; set; }

    public int BlockColumns => Width / Block;

    public int BlockRows => Height / Block;

    /// <summary>Whether a block belongs to the chart: then all of its texels do.</summary>
    public bool Owns(int blockX, int blockY) => Owners[(blockY * Block * Width) + (blockX * Block)] != 0;

    /// <summary>A place of the atlas, in texels.</summary>
    public Vector2 Place(Vector3 position)
    {
        Vector2 flat = FlatTriangle.Flatten(Patch, position, Density);
        return new(flat.X - Left + (BlockX * Block), flat.Y - Top + (BlockY * Block));
    }

    /// <summary>Draws a patch: one chart, or several where it lies above itself.</summary>
    /// <remarks>
    /// Triangles are taken in order of their neighbourhood. One that comes to lie upon texels of the chart, but not at their height, begins
    /// another chart with others of its kind.
    /// </remarks>
    public static IEnumerable<AtlasChart> Draw(AtlasMesh mesh, ChartPatch patch, float density)
    {
        var left = new HashSet<int>(patch.Triangles);
        int next = 0;
        while (left.Count > 0)
        {
            while (!left.Contains(patch.Triangles[next]))
                next++;
            ChartCanvas canvas = Open(mesh, patch, left, density);
            var order = new List<int>(left.Count);
            var waiting = new Queue<int>([patch.Triangles[next]]);
            var seen = new HashSet<int> { patch.Triangles[next] };
            while (waiting.TryDequeue(out int triangle))
            {
                if (!canvas.TryAdd(new FlatTriangle(mesh, patch, triangle, density)))
                    continue;
                order.Add(triangle);
                foreach (int neighbour in mesh.Neighbours.AsSpan(AtlasMesh.CornersOfTriangle * triangle, AtlasMesh.CornersOfTriangle))
                {
                    if (left.Contains(neighbour) && seen.Add(neighbour))
                        waiting.Enqueue(neighbour);
                }
            }

            left.ExceptWith(order);
            yield return canvas.ToChart(patch with { Triangles = [.. order] }, density);
        }
    }

    private static ChartCanvas Open(AtlasMesh mesh, ChartPatch patch, HashSet<int> triangles, float density)
    {
        var low = new Vector2(float.MaxValue);
        var high = new Vector2(float.MinValue);
        foreach (int triangle in triangles)
        {
            for (int corner = 0; corner < AtlasMesh.CornersOfTriangle; corner++)
            {
                Vector2 place = FlatTriangle.Flatten(patch, mesh.Position(triangle, corner), density);
                low = Vector2.Min(low, place);
                high = Vector2.Max(high, place);
            }
        }

        return new ChartCanvas(low, high);
    }
}
