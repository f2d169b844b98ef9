using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Piwa.Pipeline.Exports;

/// <summary>A triangle in the plane of its patch, in texels: x to the right, y down; height along the patch's outward direction.</summary>
internal readonly struct FlatTriangle
{
    private const float SmallestNormal = 1.17549435e-38f; // of which the inverse is finite

    private readonly Vector2 _a, _b, _c;
    private readonly float _heightX, _heightY, _height;

    /// <summary>One over the square of the length of the edge a to b, b to c, c to a.</summary>
    private readonly float _inverseAb, _inverseBc, _inverseCa;

    /// <param name="mesh">The mesh.</param>
    /// <param name="patch">The patch.</param>
    /// <param name="triangle">Index of the triangle.</param>
    /// <param name="density">Texels per unit of the world.</param>
    public FlatTriangle(AtlasMesh mesh, ChartPatch patch, int triangle, float density)
    {
        Vector3 place = mesh.Position(triangle, 0), normal = mesh.FaceNormals[triangle];
        _a = Flatten(patch, place, density);

        // Seen from outside, corners go against the clock; with y down that is the clock's way here.
        _b = Flatten(patch, mesh.Position(triangle, 2), density);
        _c = Flatten(patch, mesh.Position(triangle, 1), density);
        _inverseAb = InverseSquare(_b - _a);
        _inverseBc = InverseSquare(_c - _b);
        _inverseCa = InverseSquare(_a - _c);
        float steepness = 1f / SpaceAlgebra.Dot(normal, patch.Out);
        _heightX = -SpaceAlgebra.Dot(normal, patch.Right) * steepness;
        _heightY = SpaceAlgebra.Dot(normal, patch.Up) * steepness;
        _height = (SpaceAlgebra.Dot(place, patch.Out) * density) - (_heightX * _a.X) - (_heightY * _a.Y);
    }

    public Vector2 Low => Vector2.Min(_a, Vector2.Min(_b, _c));

    public Vector2 High => Vector2.Max(_a, Vector2.Max(_b, _c));

    public static Vector2 Flatten(ChartPatch patch, Vector3 place, float density) =>
        new(SpaceAlgebra.Dot(place, patch.Right) * density, -SpaceAlgebra.Dot(place, patch.Up) * density);

    /// <summary>Height of the triangle's plane.</summary>
    public float Height(float x, float y) => _height + (_heightX * x) + (_heightY * y);

    /// <inheritdoc cref="Height(float, float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Height(Vector256<float> x, float y) =>
        Vector256.Create(_height + (_heightY * y)) + (Vector256.Create(_heightX) * x);

    /// <summary>Distance to the triangle: 0 within.</summary>
    public float Distance(float x, float y) => Distance(Vector256.Create(x), y).ToScalar();

    /// <inheritdoc cref="Distance(float, float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Distance(Vector256<float> x, float y)
    {
        Vector256<float> square = Vector256.Min(
            Beyond(_a, _b - _a, _inverseAb, x, y), Vector256.Min(Beyond(_b, _c - _b, _inverseBc, x, y), Beyond(_c, _a - _c, _inverseCa, x, y)));
        return Vector256.Sqrt(Vector256.AndNot(square, Vector256.Equals(square, Vector256.Create(float.MaxValue))));
    }

    /// <summary>Shares of the corners 0, 1, 2 at the nearest place of the triangle, all but exactly.</summary>
    public Vector3 Weights(float x, float y)
    {
        var p = new Vector2(x, y);
        float a = MathF.Max(Cross(_c - _b, p - _b), 0f);
        float b = MathF.Max(Cross(_a - _c, p - _c), 0f);
        float c = MathF.Max(Cross(_b - _a, p - _a), 0f);
        float sum = a + b + c;
        return sum > 0f ? new(a / sum, c / sum, b / sum) : new(1f, 0f, 0f);
    }

    /// <summary>Square of the distance to an edge that the place lies beyond.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Beyond(Vector2 from, Vector2 edge, float inverse, Vector256<float> x, float y)
    {
        Vector256<float> edgeX = Vector256.Create(edge.X), edgeY = Vector256.Create(edge.Y);
        Vector256<float> offsetX = x - Vector256.Create(from.X), offsetY = Vector256.Create(y - from.Y);
        Vector256<float> side = (edgeX * offsetY) - (edgeY * offsetX);
        Vector256<float> along = ((offsetX * edgeX) + (offsetY * edgeY)) * Vector256.Create(inverse);
        along = Vector256.Max(Vector256.Min(along, Vector256<float>.One), Vector256<float>.Zero);
        Vector256<float> leftX = offsetX - (edgeX * along), leftY = offsetY - (edgeY * along);
        return Vector256.ConditionalSelect(
            Vector256.GreaterThanOrEqual(side, Vector256<float>.Zero), Vector256.Create(float.MaxValue), (leftX * leftX) + (leftY * leftY));
    }

    private static float InverseSquare(Vector2 edge) => 1f / MathF.Max((edge.X * edge.X) + (edge.Y * edge.Y), SmallestNormal);

    private static float Cross(Vector2 a, Vector2 b) => (a.X * b.Y) - (a.Y * b.X);
}
