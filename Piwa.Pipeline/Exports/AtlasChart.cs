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

    private AtlasChart(ChartPatch patch, float density, int left, int top, int width, int height)
    {
        Patch = patch;
        Density = density;
        Left = left;
        Top = top;
        Width = width;
        Height = height;
        Owners = new int[width * height];
    }

    /// <summary>The plane, and the triangles that are in this chart.</summary>
    public ChartPatch Patch { get; private set; }

    /// <summary>Texels per unit of the world.</summary>
    public float Density { get; }

    /// <summary>The chart's corner in the plane, in texels.</summary>
    public int Left { get; }

    /// <inheritdoc cref="Left"/>
    public int Top { get; }

    /// <summary>Texels; whole blocks.</summary>
    public int Width { get; }

    /// <inheritdoc cref="Width"/>
    public int Height { get; }

    /// <summary>By texel <c>[y, x]</c>: 1 + place in <see cref="Triangles"/>; 0 where the chart has none.</summary>
    public int[] Owners { get; }

    /// <summary>The triangles, flat.</summary>
    public List<FlatTriangle> Triangles { get; } = [];

    /// <summary>Blocks that belong to the chart.</summary>
    public int BlockCount { get; private set; }

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
    /// another chart with others of its kind. Away from a triangle its plane is only so good: the further, the more heights may differ.
    /// </remarks>
    public static IEnumerable<AtlasChart> Draw(AtlasMesh mesh, ChartPatch patch, float density)
    {
        var left = new HashSet<int>(patch.Triangles);
        var order = new List<int>(patch.Triangles.Length);
        int next = 0;
        while (left.Count > 0)
        {
            while (!left.Contains(patch.Triangles[next]))
                next++;
            int[] candidates = left.Count == patch.Triangles.Length ? patch.Triangles : [.. patch.Triangles.Where(left.Contains)];
            AtlasChart chart = Open(mesh, patch, candidates, density);
            var distances = new float[chart.Owners.Length];
            var waiting = new Queue<int>([patch.Triangles[next]]);
            var seen = new HashSet<int> { patch.Triangles[next] };
            order.Clear();
            while (waiting.TryDequeue(out int triangle))
            {
                if (!chart.TryAdd(new FlatTriangle(mesh, patch, triangle, density), distances))
                    continue;
                order.Add(triangle);
                foreach (int neighbour in mesh.Neighbours.AsSpan(AtlasMesh.CornersOfTriangle * triangle, AtlasMesh.CornersOfTriangle))
                {
                    if (left.Contains(neighbour) && seen.Add(neighbour))
                        waiting.Enqueue(neighbour);
                }
            }

            left.ExceptWith(order);
            chart.Patch = patch with { Triangles = [.. order] };
            chart.FillBlocks(distances);
            yield return chart;
        }
    }

    private static AtlasChart Open(AtlasMesh mesh, ChartPatch patch, int[] triangles, float density)
    {
        var low = new Vector2(float.MaxValue);
        var high = new Vector2(float.MinValue);
        foreach (int triangle in triangles)
        {
            var flat = new FlatTriangle(mesh, patch, triangle, density);
            low = Vector2.Min(low, flat.Low);
            high = Vector2.Max(high, flat.High);
        }

        int left = (int)MathF.Floor(low.X - Gutter), top = (int)MathF.Floor(low.Y - Gutter);
        return new AtlasChart(patch, density, left, top, Whole(high.X, left), Whole(high.Y, top));

        static int Whole(float high, int low) => ((int)MathF.Ceiling(high + Gutter) - low + Block - 1) / Block * Block;
    }

    private bool TryAdd(FlatTriangle triangle, float[] distances)
    {
        const float Even = 1f, Steep = 4f; // texels; twice the steepest slope
        const int MaxStackTexels = 1024;
        Vector2 low = triangle.Low, high = triangle.High;
        int firstX = Math.Max((int)MathF.Floor(low.X - Gutter) - Left, 0);
        int firstY = Math.Max((int)MathF.Floor(low.Y - Gutter) - Top, 0);
        int lastX = Math.Min((int)MathF.Ceiling(high.X + Gutter) - Left, Width - 1);
        int lastY = Math.Min((int)MathF.Ceiling(high.Y + Gutter) - Top, Height - 1);
        int texels = (lastX - firstX + 1) * (lastY - firstY + 1);
        Span<float> own = texels <= MaxStackTexels ? stackalloc float[texels] : new float[texels];
        for (int y = firstY, i = 0; y <= lastY; y++)
        {
            for (int x = firstX; x <= lastX; x++, i++)
            {
                float placeX = Left + x + 0.5f, placeY = Top + y + 0.5f;
                own[i] = triangle.Distance(placeX, placeY);
                int texel = (y * Width) + x, owner = Owners[texel];
                if (own[i] >= Gutter || owner == 0)
                    continue;
                float height = Triangles[owner - 1].Height(placeX, placeY);
                if (MathF.Abs(triangle.Height(placeX, placeY) - height) > Even + (Steep * MathF.Max(own[i], distances[texel])))
                    return false;
            }
        }

        Triangles.Add(triangle);
        for (int y = firstY, i = 0; y <= lastY; y++)
        {
            for (int x = firstX; x <= lastX; x++, i++)
            {
                int texel = (y * Width) + x;
                if (own[i] >= Gutter || (Owners[texel] != 0 && distances[texel] <= own[i]))
                    continue;
                Owners[texel] = Triangles.Count;
                distances[texel] = own[i];
            }
        }

        return true;
    }

    /// <summary>Gives the other texels of a block to the triangle of the nearest one.</summary>
    private void FillBlocks(float[] distances)
    {
        Span<int> owners = stackalloc int[Block * Block];
        for (int blockY = 0; blockY < BlockRows; blockY++)
        {
            for (int blockX = 0; blockX < BlockColumns; blockX++)
            {
                int first = (blockY * Block * Width) + (blockX * Block), nearest = -1;
                for (int i = 0; i < owners.Length; i++)
                {
                    int texel = first + (i / Block * Width) + (i % Block);
                    owners[i] = Owners[texel];
                    if (owners[i] != 0 && (nearest < 0 || distances[texel] < distances[nearest]))
                        nearest = texel;
                }

                if (nearest < 0)
                    continue;
                BlockCount++;
                int owner = Owners[nearest];
                for (int i = 0; i < owners.Length; i++)
                {
                    if (owners[i] == 0)
                        Owners[first + (i / Block * Width) + (i % Block)] = owner;
                }
            }
        }
    }
}
