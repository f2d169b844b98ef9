using System.Numerics;
using Piwa.Kernels.Buffers;
using Piwa.Kernels.Recipes;
using Piwa.Tests.Kernels.Meshes;

namespace Piwa.Tests.Labels;

/// <summary>Meshes for the tests of labels, and slow answers to what labels ask of them.</summary>
internal static class LabelMeshes
{
    /// <summary>A box of 4 : 2 : 1 whose sides are not along the axes of the grid.</summary>
    public static readonly Part Box = new()
    {
        Primitive = PrimitiveKind.Cuboid,
        HalfExtents = new(1f, 0.5f, 0.25f),
        Rotation = Geometry.AxisAngle(Geometry.Normalize(new Vector3(1f, 2f, 3f)), 0.7f),
        Translation = new(0.3f, -2f, 5f),
    };

    public static readonly Part Sphere = new() { Primitive = PrimitiveKind.Ellipsoid };

    /// <summary>Makes the mesh of an asset of a preset, as small as its resolution allows.</summary>
    public static AssetBuffer Make(MeshBench bench, string preset, ulong index)
    {
        AssetBuffer asset = bench.Make(Preset.Find(preset).Sample(3, index, CameraRig.Objaverse12));
        Assert.Null(asset.Fault);
        return asset;
    }

    public static (Vector3 A, Vector3 B, Vector3 C) Triangle(AssetBuffer asset, int triangle) => (
        MeshBench.Vertex(asset, asset.Triangles[3 * triangle]),
        MeshBench.Vertex(asset, asset.Triangles[(3 * triangle) + 1]),
        MeshBench.Vertex(asset, asset.Triangles[(3 * triangle) + 2]));

    /// <summary>Distance to the nearest of all triangles.</summary>
    public static double Distance(AssetBuffer asset, Vector3 point)
    {
        double least = double.MaxValue;
        for (int t = 0; t < asset.TriangleCount; t++)
        {
            (Vector3 a, Vector3 b, Vector3 c) = Triangle(asset, t);
            least = Math.Min(least, Distance(point, a, b, c));
        }

        return least;
    }

    /// <summary>How often the surface goes round a point: the sum of the solid angles of all triangles, over a full sphere.</summary>
    public static double WindingNumber(AssetBuffer asset, Vector3 point)
    {
        // A. van Oosterom, J. Strackee, "The solid angle of a plane triangle", 1983.
        double sum = 0;
        for (int t = 0; t < asset.TriangleCount; t++)
        {
            (Vector3 a, Vector3 b, Vector3 c) = Triangle(asset, t);
            (a, b, c) = (a - point, b - point, c - point);
            double la = a.Length(), lb = b.Length(), lc = c.Length();
            double volume = Vector3.Dot(a, Vector3.Cross(b, c));
            double below = (la * lb * lc) + (Vector3.Dot(a, b) * lc) + (Vector3.Dot(b, c) * la) + (Vector3.Dot(c, a) * lb);
            sum += 2.0 * Math.Atan2(volume, below);
        }

        return sum / (4.0 * Math.PI);
    }

    private static double Distance(Vector3 p, Vector3 a, Vector3 b, Vector3 c)
    {
        Vector3 normal = Vector3.Normalize(Vector3.Cross(b - a, c - a));
        bool isAbove = Vector3.Dot(Vector3.Cross(b - a, p - a), normal) >= 0f
            && Vector3.Dot(Vector3.Cross(c - b, p - b), normal) >= 0f
            && Vector3.Dot(Vector3.Cross(a - c, p - c), normal) >= 0f;
        return isAbove
            ? Math.Abs(Vector3.Dot(normal, p - a))
            : Math.Min(ToSegment(p, a, b), Math.Min(ToSegment(p, b, c), ToSegment(p, c, a)));
    }

    private static double ToSegment(Vector3 p, Vector3 a, Vector3 b)
    {
        float along = Math.Clamp(Vector3.Dot(p - a, b - a) / (b - a).LengthSquared(), 0f, 1f);
        return (p - a - ((b - a) * along)).Length();
    }
}
