using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Piwa.Pipeline.Exports;

/// <summary>Where the triangles of a chart are drawn: by texel the nearest one, its distance and the height of its plane.</summary>
internal sealed class ChartCanvas
{
    private const int Lanes = 8; // of a Vector256

    private readonly int _left;
    private readonly int _top;
    private readonly int _width;
    private readonly int _height;

    // Rows are longer than the canvas by a vector, so that the last one of a row may reach beyond it.
    private readonly int _stride;
    private readonly int[] _owners;
    private readonly float[] _distances;
    private readonly float[] _heights;
    private readonly List<FlatTriangle> _triangles = [];
    private float[] _own = [];

    /// <param name="low">Corner of the triangles' bounds in the plane, in texels.</param>
    /// <param name="high">The opposite corner.</param>
    public ChartCanvas(Vector2 low, Vector2 high)
    {
        _left = (int)MathF.Floor(low.X - AtlasChart.Gutter);
        _top = (int)MathF.Floor(low.Y - AtlasChart.Gutter);
        _width = Whole(high.X, _left);
        _height = Whole(high.Y, _top);
        _stride = _width + Lanes;
        _owners = new int[_stride * _height];
        _heights = new float[_stride * _height];
        _distances = new float[_stride * _height];
        Array.Fill(_distances, float.PositiveInfinity);

        static int Whole(float high, int low) =>
            ((int)MathF.Ceiling(high + AtlasChart.Gutter) - low + AtlasChart.Block - 1) / AtlasChart.Block * AtlasChart.Block;
    }

    /// <summary>
    /// Draws a triangle with its gutter, unless it comes to lie upon texels of others that are not at its height. Away from a triangle its
    /// plane is only so good: the further, the more heights may differ.
    /// </summary>
    [MethodImpl(Compiled.AtOnce)]
    public bool TryAdd(in FlatTriangle triangle)
    {
        const float Even = 1f, Steep = 4f; // texels; twice the steepest slope
        Vector2 low = triangle.Low, high = triangle.High;
        int firstX = Math.Max((int)MathF.Floor(low.X - AtlasChart.Gutter) - _left, 0);
        int firstY = Math.Max((int)MathF.Floor(low.Y - AtlasChart.Gutter) - _top, 0);
        int lastX = Math.Min((int)MathF.Ceiling(high.X + AtlasChart.Gutter) - _left, _width - 1);
        int lastY = Math.Min((int)MathF.Ceiling(high.Y + AtlasChart.Gutter) - _top, _height - 1);
        int vectors = (lastX - firstX + Lanes) / Lanes;
        if (_own.Length < vectors * Lanes * (lastY - firstY + 1))
            _own = new float[vectors * Lanes * (lastY - firstY + 1)];

        Vector256<float> gutter = Vector256.Create(AtlasChart.Gutter), even = Vector256.Create(Even), steep = Vector256.Create(Steep);
        Vector256<float> centres = Vector256<float>.Indices + Vector256.Create(_left + firstX + 0.5f);
        ref float own = ref MemoryMarshal.GetArrayDataReference(_own);
        ref float distances = ref MemoryMarshal.GetArrayDataReference(_distances);
        ref float heights = ref MemoryMarshal.GetArrayDataReference(_heights);
        ref int owners = ref MemoryMarshal.GetArrayDataReference(_owners);
        int i = 0;
        for (int y = firstY; y <= lastY; y++)
        {
            nuint texel = (nuint)((y * _stride) + firstX);
            Vector256<float> x = centres;
            for (int vector = 0; vector < vectors; vector++, i += Lanes, texel += Lanes)
            {
                Vector256<float> distance = triangle.Distance(x, _top + y + 0.5f);
                distance.StoreUnsafe(ref own, (nuint)i);
                Vector256<float> other = Vector256.LoadUnsafe(ref distances, texel);

                // Where nothing is drawn yet, the distance is infinite, and nothing is too far from it.
                Vector256<float> difference = Vector256.Abs(triangle.Height(x, _top + y + 0.5f) - Vector256.LoadUnsafe(ref heights, texel));
                Vector256<float> most = even + (steep * Vector256.Max(distance, other));
                if (Vector256.LessThanAny(distance, Vector256.ConditionalSelect(Vector256.GreaterThan(difference, most), gutter, Vector256<float>.Zero)))
                    return false;
                x += Vector256.Create((float)Lanes);
            }
        }

        _triangles.Add(triangle);
        Vector256<int> number = Vector256.Create(_triangles.Count);
        i = 0;
        for (int y = firstY; y <= lastY; y++)
        {
            nuint texel = (nuint)((y * _stride) + firstX);
            Vector256<float> x = centres;
            for (int vector = 0; vector < vectors; vector++, i += Lanes, texel += Lanes)
            {
                Vector256<float> distance = Vector256.LoadUnsafe(ref own, (nuint)i), other = Vector256.LoadUnsafe(ref distances, texel);
                Vector256<float> mine = Vector256.LessThan(distance, Vector256.Min(gutter, other));
                Vector256<float> height = triangle.Height(x, _top + y + 0.5f);
                Vector256.ConditionalSelect(mine, distance, other).StoreUnsafe(ref distances, texel);
                Vector256.ConditionalSelect(mine, height, Vector256.LoadUnsafe(ref heights, texel)).StoreUnsafe(ref heights, texel);
                Vector256.ConditionalSelect(mine.AsInt32(), number, Vector256.LoadUnsafe(ref owners, texel)).StoreUnsafe(ref owners, texel);
                x += Vector256.Create((float)Lanes);
            }
        }

        return true;
    }

    /// <summary>The chart of what has been drawn, no larger than it needs to be.</summary>
    /// <param name="patch">Its plane and triangles.</param>
    /// <param name="density">Texels per unit of the world.</param>
    public AtlasChart ToChart(ChartPatch patch, float density)
    {
        int blocks = 0, firstX = int.MaxValue, firstY = int.MaxValue, lastX = 0, lastY = 0;
        for (int y = 0; y < _height; y += AtlasChart.Block)
        {
            for (int x = 0; x < _width; x += AtlasChart.Block)
            {
                if (!FillBlock((y * _stride) + x))
                    continue;
                blocks++;
                (firstX, lastX) = (Math.Min(firstX, x), Math.Max(lastX, x));
                (firstY, lastY) = (Math.Min(firstY, y), Math.Max(lastY, y));
            }
        }

        int width = lastX - firstX + AtlasChart.Block, height = lastY - firstY + AtlasChart.Block;
        var owners = new int[width * height];
        var distances = new float[width * height];
        for (int y = 0; y < height; y++)
        {
            int row = ((firstY + y) * _stride) + firstX;
            _owners.AsSpan(row, width).CopyTo(owners.AsSpan(y * width));
            _distances.AsSpan(row, width).CopyTo(distances.AsSpan(y * width));
        }

        return new AtlasChart(patch, density, [.. _triangles])
        {
            Left = _left + firstX,
            Top = _top + firstY,
            Width = width,
            Height = height,
            Owners = owners,
            Distances = distances,
            BlockCount = blocks,
        };
    }

    /// <summary>Gives the other texels of a block to the triangle of the nearest one.</summary>
    /// <returns>False when the block has none.</returns>
    private bool FillBlock(int first)
    {
        int nearest = first;
        bool isWhole = true;
        for (int y = 0; y < AtlasChart.Block; y++)
        {
            int row = first + (y * _stride);
            for (int texel = row; texel < row + AtlasChart.Block; texel++)
            {
                isWhole &= _owners[texel] != 0;
                if (_distances[texel] < _distances[nearest])
                    nearest = texel;
            }
        }

        int owner = _owners[nearest];
        for (int y = 0; y < AtlasChart.Block && !isWhole && owner != 0; y++)
        {
            foreach (ref int texel in _owners.AsSpan(first + (y * _stride), AtlasChart.Block))
                texel = texel != 0 ? texel : owner;
        }

        return owner != 0;
    }
}
