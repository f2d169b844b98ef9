using System.Numerics;

namespace Piwa.Pipeline.Quality;

/// <summary>Volume, area and form of a mesh; see <see cref="ShapeDescriptor"/>.</summary>
/// <remarks>
/// Steps: (1) each triangle's cross product, as whole numbers, gives volume and area; (2) points spread over the surface, one in each of
/// as many strips of equal area; (3) their centroid and the root mean square radius; (4) the distances of all pairs, the
/// radii and the angles; (5) quantiles of those. Not thread-safe; allocates only when a mesh is larger than all before.
/// </remarks>
/// <param name="points">How many points; with more, descriptors depend less on the order of the triangles. 65,535 at most.</param>
internal sealed class ShapeMeter(int points)
{
    /// <summary>Points on the surface of rows: 130,816 pairs.</summary>
    private const int RowPoints = 512;

    private const int CornersOfTriangle = 3;
    private const int Middle = 32_768;
    private const double UnitLength = 65_535;
    private const double ByteOfRadius = 64;

    /// <summary>Cosines weigh a quarter of what fills a byte: they differ more between turned copies than lengths do.</summary>
    private const double ByteOfCosine = 32;

    /// <summary>Squared distances are counted in steps of 1 / 256 of the squared radius, up to 4 radii; what is farther counts as that far.</summary>
    private const float StepsOfSquare = 256;
    private const int SquareCount = 16 * 256;

    /// <summary>Steps of the R2 sequence in 2^-32 (M. Roberts, "The unreasonable effectiveness of quasirandom sequences", 2018).</summary>
    private const uint FirstStep = 3_242_174_889;
    private const uint SecondStep = 2_447_445_413;

    private readonly float[] _x = new float[Padded(points)];
    private readonly float[] _y = new float[Padded(points)];
    private readonly float[] _z = new float[Padded(points)];
    private readonly float[] _normalX = new float[points];
    private readonly float[] _normalY = new float[points];
    private readonly float[] _normalZ = new float[points];
    private readonly float[] _radii = new float[points];
    private readonly float[] _angles = new float[points];
    private readonly int[] _steps = new int[Padded(points)];
    private readonly int[] _squares = new int[SquareCount];
    private ulong[] _areas = []; // twice the area up to and with the triangle, in squares of the grid
    private int _triangles;

    /// <summary>A meter as rows are measured with.</summary>
    public ShapeMeter()
        : this(RowPoints)
    {
    }

    /// <summary>Volume in unit cubes.</summary>
    public float Volume { get; private set; }

    /// <summary>Area in squares of the unit cube's side.</summary>
    public float SurfaceArea { get; private set; }

    /// <summary>Measures a closed mesh and spreads points over it.</summary>
    public void Load(ReadOnlySpan<ushort> positions, ReadOnlySpan<ushort> triangles)
    {
        _triangles = triangles.Length / CornersOfTriangle;
        if (_triangles == 0)
            throw new ArgumentException("The mesh is empty.", nameof(triangles));
        if (_areas.Length < _triangles)
            _areas = new ulong[BitOperations.RoundUpToPowerOf2((uint)_triangles)];

        // Six times the volume of a closed mesh in the unit cube is below 2^51: sums may wrap on the way, the total does not.
        long volume = 0;
        ulong whole = 0;
        double area = 0;
        for (int i = 0; i < _triangles; i++)
        {
            Triangle triangle = Triangle.At(positions, triangles, i);
            (long x, long y, long z) = triangle.Cross();
            volume = unchecked(volume + (triangle.A.X * x) + (triangle.A.Y * y) + (triangle.A.Z * z));
            double twice = Math.Sqrt(((double)x * x) + ((double)y * y) + ((double)z * z));
            area += twice;
            whole += (ulong)twice;
            _areas[i] = whole;
        }

        Volume = (float)(volume / (6 * UnitLength * UnitLength * UnitLength));
        SurfaceArea = (float)(area / (2 * UnitLength * UnitLength));
        Spread(positions, triangles, whole);
    }

    /// <summary>The form of the mesh that was loaded.</summary>
    public ShapeDescriptor Describe()
    {
        Span<byte> bytes = stackalloc byte[ShapeDescriptor.Length];
        Span<byte> distances = bytes[..ShapeDescriptor.DistanceQuantiles];
        Span<byte> radii = bytes.Slice(ShapeDescriptor.DistanceQuantiles, ShapeDescriptor.RadiusQuantiles);
        Span<byte> angles = bytes[^ShapeDescriptor.AngleQuantiles..];
        double radius = Centre();
        if (radius > 0)
        {
            CountSquares((float)(StepsOfSquare / (radius * radius)));
            WriteDistances(distances);
            WriteSorted(_radii, ByteOfRadius / radius, 0, radii);
        }

        WriteSorted(_angles, ByteOfCosine, 1, angles);
        return new ShapeDescriptor(bytes);
    }

    private void Spread(ReadOnlySpan<ushort> positions, ReadOnlySpan<ushort> triangles, ulong total)
    {
        int triangle = 0;
        uint first = 0, second = 0;
        for (int i = 0; i < points; i++)
        {
            // The middle of strip i; twice an area of a closed mesh has at most 50 bits, so the product fits, and with room for many sheets.
            ulong target = ((2 * (ulong)i) + 1) * total / (2 * (ulong)points);
            while (triangle < _triangles - 1 && _areas[triangle] <= target)
                triangle++;

            first = unchecked(first + FirstStep);
            second = unchecked(second + SecondStep);
            double u = first / (double)(1L << 32), v = second / (double)(1L << 32);
            if (u + v > 1)
                (u, v) = (1 - u, 1 - v);
            Triangle at = Triangle.At(positions, triangles, triangle);
            _x[i] = (float)(at.A.X + (u * (at.B.X - at.A.X)) + (v * (at.C.X - at.A.X)));
            _y[i] = (float)(at.A.Y + (u * (at.B.Y - at.A.Y)) + (v * (at.C.Y - at.A.Y)));
            _z[i] = (float)(at.A.Z + (u * (at.B.Z - at.A.Z)) + (v * (at.C.Z - at.A.Z)));
            (long x, long y, long z) = at.Cross();
            double length = Math.Max(Math.Sqrt(((double)x * x) + ((double)y * y) + ((double)z * z)), 1);
            _normalX[i] = (float)(x / length);
            _normalY[i] = (float)(y / length);
            _normalZ[i] = (float)(z / length);
        }
    }

    /// <summary>Radii and angles from the centroid; returns the root mean square radius.</summary>
    private double Centre()
    {
        double centreX = 0, centreY = 0, centreZ = 0, squares = 0;
        for (int i = 0; i < points; i++)
        {
            centreX += _x[i];
            centreY += _y[i];
            centreZ += _z[i];
        }

        centreX /= points;
        centreY /= points;
        centreZ /= points;
        for (int i = 0; i < points; i++)
        {
            double x = _x[i] - centreX, y = _y[i] - centreY, z = _z[i] - centreZ;
            double square = (x * x) + (y * y) + (z * z), radius = Math.Sqrt(square);
            squares += square;
            _radii[i] = (float)radius;
            _angles[i] = (float)(((x * _normalX[i]) + (y * _normalY[i]) + (z * _normalZ[i])) / Math.Max(radius, 1));
        }

        return Math.Sqrt(squares / points);
    }

    private void CountSquares(float scale)
    {
        Span<int> squares = _squares, steps = _steps;
        squares.Clear();
        for (int i = 1; i < points; i++)
        {
            // Whole vectors: what is behind i is not counted.
            Vector<float> x = new(_x[i]), y = new(_y[i]), z = new(_z[i]), last = new(SquareCount - 1);
            for (int j = 0; j < i; j += Vector<float>.Count)
            {
                Vector<float> dx = new Vector<float>(_x, j) - x, dy = new Vector<float>(_y, j) - y, dz = new Vector<float>(_z, j) - z;
                Vector<float> step = ((dx * dx) + (dy * dy) + (dz * dz)) * scale;
                Vector.ConvertToInt32Native(Vector.Min(step, last)).CopyTo(steps[j..]);
            }

            foreach (int step in steps[..i])
                squares[step]++;
        }
    }

    /// <summary>Quantiles of the counted squares, between their steps in proportion, as distances.</summary>
    private void WriteDistances(Span<byte> quantiles)
    {
        int pairs = points * (points - 1) / 2;
        int step = 0, below = 0;
        for (int k = 0; k < quantiles.Length; k++)
        {
            int rank = (int)(((2L * k) + 1) * pairs / (2 * quantiles.Length));
            while (below + _squares[step] <= rank)
                below += _squares[step++];
            double square = (step + ((rank - below + 0.5) / _squares[step])) / StepsOfSquare;
            quantiles[k] = ToByte(Math.Sqrt(square) * ByteOfRadius);
        }
    }

    private static void WriteSorted(float[] values, double scale, double offset, Span<byte> quantiles)
    {
        Array.Sort(values);
        for (int k = 0; k < quantiles.Length; k++)
        {
            int rank = ((2 * k) + 1) * values.Length / (2 * quantiles.Length);
            quantiles[k] = ToByte((values[rank] + offset) * scale);
        }
    }

    /// <summary>So many points in whole vectors.</summary>
    private static int Padded(int points) => (points + Vector<float>.Count - 1) / Vector<float>.Count * Vector<float>.Count;

    private static byte ToByte(double value) => (byte)Math.Clamp(value + 0.5, 0, byte.MaxValue);

    private readonly record struct Triangle((long X, long Y, long Z) A, (long X, long Y, long Z) B, (long X, long Y, long Z) C)
    {
        public static Triangle At(ReadOnlySpan<ushort> positions, ReadOnlySpan<ushort> triangles, int index)
        {
            ReadOnlySpan<ushort> corners = triangles.Slice(CornersOfTriangle * index, CornersOfTriangle);
            return new Triangle(Vertex(positions, corners[0]), Vertex(positions, corners[1]), Vertex(positions, corners[2]));
        }

        /// <summary>(B - A) x (C - A): outward, twice the area long.</summary>
        public (long X, long Y, long Z) Cross()
        {
            long ux = B.X - A.X, uy = B.Y - A.Y, uz = B.Z - A.Z, vx = C.X - A.X, vy = C.Y - A.Y, vz = C.Z - A.Z;
            return ((uy * vz) - (uz * vy), (uz * vx) - (ux * vz), (ux * vy) - (uy * vx));
        }

        private static (long X, long Y, long Z) Vertex(ReadOnlySpan<ushort> positions, int vertex)
        {
            ReadOnlySpan<ushort> xyz = positions.Slice(3 * vertex, 3);
            return (xyz[0] - Middle, xyz[1] - Middle, xyz[2] - Middle);
        }
    }
}
