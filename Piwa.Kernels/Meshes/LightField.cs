namespace Piwa.Kernels.Meshes;

/// <summary>The distance field of an imported mesh at the corners of a grid: what occlusion and shadows are found out of.</summary>
/// <remarks>
/// <para>(1) Corners next to a triangle get their distance from it. (2) Sweeps over the grid, in all eight directions, hand the nearest
/// triangle on from corner to corner, and each measures its own distance from it (after H. Zhao, "A fast sweeping method for eikonal
/// equations", Math. Comp. 74, 2005). (3) What cannot be reached from outside without coming nearer to the surface than half a cell is inside,
/// and its distance negative; so neither holes that are narrower, nor triangles within, nor their winding matter.</para>
/// <para>On one thread, in double precision, in the order of the triangles: the same on every machine. Not thread-safe: each worker has its
/// own.</para>
/// </remarks>
internal sealed unsafe class LightField
{
    private const int NoTriangle = -1;

    /// <summary>Square of half a cell: between two neighbours on either side of a surface, one is as near as that.</summary>
    private const double NearSquare = 0.25;

    private double[] _squares = [];
    private int[] _nearest = [];
    private bool[] _isOutside = [];
    private int[] _queue = [];
    private int _width;
    private int _height;
    private int _depth;

    /// <summary>Fills the corners.</summary>
    /// <param name="mesh">The mesh.</param>
    /// <param name="places">Its vertices, in cells from the grid's origin.</param>
    /// <param name="grid">The grid.</param>
    /// <param name="distances">Receives by corner its distance, in units of the grid's spacing's.</param>
    public void Fill(ImportedMesh mesh, ReadOnlySpan<Point3> places, in GridRecord grid, float* distances)
    {
        (_width, _height, _depth) = (grid.CellsX + 1, grid.CellsY + 1, grid.CellsZ + 1);
        int corners = grid.CornerCount;
        if (_squares.Length < corners)
            (_squares, _nearest, _isOutside, _queue) = (new double[corners], new int[corners], new bool[corners], new int[corners]);
        _squares.AsSpan(0, corners).Fill(double.MaxValue);
        _nearest.AsSpan(0, corners).Fill(NoTriangle);
        _isOutside.AsSpan(0, corners).Clear();

        ReadOnlySpan<ushort> triangles = mesh.Triangles;
        for (int i = 0; i < mesh.TriangleCount; i++)
            Seed(Triangle(triangles, places, i), i);
        for (int direction = 0; direction < 8; direction++)
            Sweep(triangles, places, (direction & 1) != 0, (direction & 2) != 0, (direction & 4) != 0);
        Flood();
        for (int corner = 0; corner < corners; corner++)
        {
            double distance = Math.Sqrt(_squares[corner]) * grid.Spacing;
            distances[corner] = (float)(IsOutside(corner) ? distance : -distance);
        }
    }

    private static PlainTriangle Triangle(ReadOnlySpan<ushort> triangles, ReadOnlySpan<Point3> places, int index) =>
        new(places[triangles[3 * index]], places[triangles[(3 * index) + 1]], places[triangles[(3 * index) + 2]]);

    /// <summary>Measures the corners right above and below a triangle, seen along the axis that its plane is least steep against.</summary>
    private void Seed(PlainTriangle triangle, int index)
    {
        (int axis, double offset, double slopeU, double slopeV) = triangle.Plane();
        int axisU = (axis + 1) % 3, axisV = (axis + 2) % 3;
        (int lowU, int highU) = Range(triangle, axisU);
        (int lowV, int highV) = Range(triangle, axisV);
        (int lowW, int highW) = Range(triangle, axis);
        Span<int> at = stackalloc int[3];
        for (int u = lowU; u <= highU; u++)
        {
            for (int v = lowV; v <= highV; v++)
            {
                int w = (int)Math.Floor(Math.Clamp(offset + (u * slopeU) + (v * slopeV), lowW, highW - 1));
                for (int step = 0; step < 2; step++)
                {
                    (at[axis], at[axisU], at[axisV]) = (w + step, u, v);
                    Offer(triangle, index, at[0], at[1], at[2]);
                }
            }
        }
    }

    /// <summary>The corners round a triangle, along an axis; within the grid, whose margin is wider than a cell.</summary>
    private static (int Low, int High) Range(PlainTriangle triangle, int axis)
    {
        double a = triangle.A[axis], b = triangle.B[axis], c = triangle.C[axis];
        return ((int)Math.Floor(Math.Min(a, Math.Min(b, c))), (int)Math.Floor(Math.Max(a, Math.Max(b, c))) + 1);
    }

    private void Offer(PlainTriangle triangle, int index, int x, int y, int z)
    {
        int corner = (((z * _height) + y) * _width) + x;
        double square = triangle.SquareOfDistance(new Point3(x, y, z));
        if (square < _squares[corner])
            (_squares[corner], _nearest[corner]) = (square, index);
    }

    private void Sweep(ReadOnlySpan<ushort> triangles, ReadOnlySpan<Point3> places, bool backX, bool backY, bool backZ)
    {
        for (int k = 0; k < _depth; k++)
        {
            int z = backZ ? _depth - 1 - k : k;
            for (int j = 0; j < _height; j++)
            {
                int y = backY ? _height - 1 - j : j;
                for (int i = 0; i < _width; i++)
                {
                    int x = backX ? _width - 1 - i : i, corner = (((z * _height) + y) * _width) + x;
                    if (i > 0)
                        Take(triangles, places, corner, corner + (backX ? 1 : -1), x, y, z);
                    if (j > 0)
                        Take(triangles, places, corner, corner + (backY ? _width : -_width), x, y, z);
                    if (k > 0)
                        Take(triangles, places, corner, corner + (backZ ? _width * _height : -_width * _height), x, y, z);
                }
            }
        }
    }

    private void Take(ReadOnlySpan<ushort> triangles, ReadOnlySpan<Point3> places, int corner, int neighbour, int x, int y, int z)
    {
        int candidate = _nearest[neighbour];
        if (candidate != NoTriangle && candidate != _nearest[corner])
            Offer(Triangle(triangles, places, candidate), candidate, x, y, z);
    }

    /// <summary>Marks what can be reached from the grid's first corner, which is outside as all of its border is.</summary>
    private void Flood()
    {
        int first = 0, end = 1;
        _queue[0] = 0;
        _isOutside[0] = true;
        while (first < end)
        {
            int corner = _queue[first++], x = corner % _width, y = corner / _width % _height, z = corner / (_width * _height);
            Reach(x > 0, corner - 1, ref end);
            Reach(x < _width - 1, corner + 1, ref end);
            Reach(y > 0, corner - _width, ref end);
            Reach(y < _height - 1, corner + _width, ref end);
            Reach(z > 0, corner - (_width * _height), ref end);
            Reach(z < _depth - 1, corner + (_width * _height), ref end);
        }
    }

    private void Reach(bool isThere, int corner, ref int end)
    {
        if (!isThere || _isOutside[corner] || _squares[corner] <= NearSquare)
            return;
        _isOutside[corner] = true;
        _queue[end++] = corner;
    }

    /// <summary>A corner that is near to the surface is outside where one next to it is.</summary>
    private bool IsOutside(int corner)
    {
        if (_isOutside[corner] || _squares[corner] > NearSquare)
            return _isOutside[corner];
        int x = corner % _width, y = corner / _width % _height, z = corner / (_width * _height);
        return (x > 0 && _isOutside[corner - 1]) || (x < _width - 1 && _isOutside[corner + 1])
            || (y > 0 && _isOutside[corner - _width]) || (y < _height - 1 && _isOutside[corner + _width])
            || (z > 0 && _isOutside[corner - (_width * _height)]) || (z < _depth - 1 && _isOutside[corner + (_width * _height)]);
    }
}
