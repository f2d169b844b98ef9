using System.Numerics;
using System.Runtime.InteropServices;
using Piwa.Kernels.Buffers;
using Piwa.Kernels.Meshes;

namespace Piwa.Bench.Peers;

/// <summary>
/// Meshes for the peers, little-endian: the number of meshes; for each its vertices and triangles as 32-bit counts, then 32-bit floats by
/// vertex, positions (x, y, z), normals (x, y, z) and colours (r, g, b, 0 to 1), then three 32-bit indices by triangle.
/// </summary>
/// <remarks>Our normals belong to corners; a vertex gets their mean. Its colour is its part's base colour.</remarks>
internal static class MeshPack
{
    private const int Corners = 3;

    /// <summary>Writes the assets' meshes, in the world frame that ours are rendered in.</summary>
    /// <param name="path">The file.</param>
    /// <param name="assets">The assets.</param>
    /// <param name="scale">What positions are multiplied by.</param>
    public static void Write(string path, ReadOnlySpan<AssetBuffer> assets, float scale)
    {
        using FileStream file = File.Create(path);
        Write(file, [(uint)assets.Length]);
        foreach (AssetBuffer asset in assets)
        {
            Write(file, [(uint)asset.VertexCount, (uint)asset.TriangleCount]);
            Write(file, Positions(asset, scale));
            (Vector3[] normals, Vector3[] colors) = Attributes(asset);
            Write<Vector3>(file, normals);
            Write<Vector3>(file, colors);
            Write<uint>(file, [.. asset.Triangles.ToArray().Select(vertex => (uint)vertex)]);
        }
    }

    private static ReadOnlySpan<float> Positions(AssetBuffer asset, float scale)
    {
        const float Middle = 32767.5f, Side = 65535f;
        return asset.Positions.ToArray().Select(value => scale * ((value - Middle) / Side)).ToArray();
    }

    private static (Vector3[] Normals, Vector3[] Colors) Attributes(AssetBuffer asset)
    {
        var normals = new Vector3[asset.VertexCount];
        var colors = new Vector3[asset.VertexCount];
        for (int corner = 0; corner < Corners * asset.TriangleCount; corner++)
        {
            int vertex = asset.Triangles[corner];
            normals[vertex] += OctahedralNormal.DecodeWords(asset.CornerNormals[corner]);
            colors[vertex] = asset.Recipe.Parts[asset.TriangleParts[corner / Corners]].Material.BaseColor;
        }

        return ([.. normals.Select(Unit)], colors);
    }

    /// <summary>Normals that cancel out, on a sheet without thickness, point up.</summary>
    private static Vector3 Unit(Vector3 sum) => sum.LengthSquared() > 0f ? Vector3.Normalize(sum) : Vector3.UnitZ;

    private static void Write<T>(FileStream file, ReadOnlySpan<T> values) where T : unmanaged => file.Write(MemoryMarshal.AsBytes(values));
}
