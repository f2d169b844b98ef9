using System.Numerics;

namespace Piwa.Pipeline.Exports;

/// <summary>A triangle in the plane of its patch, in texels: x to the right, y down; height along the patch's outward direction.</summary>
internal readonly struct FlatTriangle
{
    private readonly Vector2 _a, _b, _c;
    private readonly float _heightX, _heightY, _height;

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

    /// <summary>Distance to the triangle: 0 within.</summary>
    public float Distance(float x, float y)
    {
        var p = new Vector2(x, y);
        float square = MathF.Min(Beyond(_a, _b, p), MathF.Min(Beyond(_b, _c, p), Beyond(_c, _a, p)));
        return square == float.MaxValue ? 0f : MathF.Sqrt(square);
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
    private static float Beyond(Vector2 from, Vector2 to, Vector2 p)
    {
        Vector2 edge = to - from, offset = p - from;
        if (Cross(edge, offset) >= 0f)
            return float.MaxValue;
        float along = Math.Clamp(Dot(offset, edge) / MathF.Max(Dot(edge, edge), float.Epsilon), 0f, 1f);
        Vector2 left = offset - (edge * along);
        return Dot(left, left);
    }

    private static float Cross(Vector2 a, Vector2 b) => (a.X * b.Y) - (a.Y * b.X);

    private static float Dot(Vector2 a, Vector2 b) => (a.X * b.X) + (a.Y * b.Y);
}
