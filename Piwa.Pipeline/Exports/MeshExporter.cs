using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;
using Piwa.Kernels.Meshes;

namespace Piwa.Pipeline.Exports;

/// <summary>Writes an asset's mesh as a file that other tools open. One unit = the longest side of the asset.</summary>
public static class MeshExporter
{
    private const int CornersOfTriangle = 3;

    /// <summary>Writes the mesh.</summary>
    /// <param name="asset">The asset.</param>
    /// <param name="format">The file format.</param>
    /// <param name="target">Receives the file.</param>
    public static void Write(AssetPictures asset, MeshFormat format, Stream target) => Write(asset, format, new GlbOptions(), target);

    /// <summary>Writes the mesh.</summary>
    /// <param name="asset">The asset.</param>
    /// <param name="format">The file format.</param>
    /// <param name="options">What to write if it is GLB; the others have no options.</param>
    /// <param name="target">Receives the file.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public static void Write(AssetPictures asset, MeshFormat format, GlbOptions options, Stream target)
    {
        ArgumentNullException.ThrowIfNull(asset);
        ArgumentNullException.ThrowIfNull(target);
        switch (format)
        {
            case MeshFormat.Glb:
                WriteGlb(asset, options, target);
                break;
            case MeshFormat.Obj:
                WriteObj(asset, target);
                break;
            case MeshFormat.Ply:
                WritePly(asset, target);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(format), format, "Unknown mesh format.");
        }
    }

    /// <summary>Writes the mesh with its materials as GLB; y is up, as glTF has it.</summary>
    /// <param name="asset">The asset.</param>
    /// <param name="options">What to write.</param>
    /// <param name="target">Receives the file.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="FormatException">Another version of the generator made the asset.</exception>
    public static void WriteGlb(AssetPictures asset, GlbOptions options, Stream target)
    {
        ArgumentNullException.ThrowIfNull(asset);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(target);
        options.Validate();
        GlbWriter.Write(asset, options, target);
    }

    private static void WriteObj(AssetPictures asset, Stream target)
    {
        using var writer = new StreamWriter(target, new UTF8Encoding(false), leaveOpen: true);
        writer.Write(FormattableString.Invariant($"# Piwa asset {asset.AssetIndex}: right-handed, z up, longest side 1\n"));
        for (int v = 0; v < asset.Positions.Length / 3; v++)
        {
            Vector3 p = asset.Position(v);
            writer.Write(FormattableString.Invariant($"v {p.X:R} {p.Y:R} {p.Z:R}\n"));
        }

        // Many corners share a normal: each code is written once.
        ushort[] codes = [.. asset.Normals.Distinct().Order()];
        foreach (ushort code in codes)
        {
            Vector3 n = OctahedralNormal.Decode(code);
            writer.Write(FormattableString.Invariant($"vn {n.X:F5} {n.Y:F5} {n.Z:F5}\n"));
        }

        Dictionary<ushort, int> number = codes.Select((code, i) => (code, i + 1)).ToDictionary();
        int group = -1;
        for (int t = 0; t < asset.Parts.Length; t++)
        {
            if (asset.Parts[t] != group)
                writer.Write(FormattableString.Invariant($"g part{group = asset.Parts[t]}\n"));
            writer.Write('f');
            for (int corner = t * CornersOfTriangle; corner < (t + 1) * CornersOfTriangle; corner++)
                writer.Write(FormattableString.Invariant($" {asset.Triangles[corner] + 1}//{number[asset.Normals[corner]]}"));
            writer.Write('\n');
        }
    }

    private static void WritePly(AssetPictures asset, Stream target)
    {
        int vertices = asset.Positions.Length / 3, triangles = asset.Parts.Length;
        string header = string.Create(CultureInfo.InvariantCulture, $"""
            ply
            format binary_little_endian 1.0
            comment Piwa asset {asset.AssetIndex}: right-handed, z up, longest side 1
            element vertex {vertices}
            property float x
            property float y
            property float z
            element face {triangles}
            property list uchar int vertex_indices
            property uchar part
            end_header

            """);
        target.Write(System.Text.Encoding.ASCII.GetBytes(header.ReplaceLineEndings("\n")));

        const int VertexBytes = 3 * sizeof(float);
        const int FaceBytes = 1 + (CornersOfTriangle * sizeof(int)) + 1;
        var body = new byte[(vertices * VertexBytes) + (triangles * FaceBytes)];
        Span<byte> rest = body;
        for (int v = 0; v < vertices; v++)
        {
            Vector3 p = asset.Position(v);
            BinaryPrimitives.WriteSingleLittleEndian(rest, p.X);
            BinaryPrimitives.WriteSingleLittleEndian(rest[4..], p.Y);
            BinaryPrimitives.WriteSingleLittleEndian(rest[8..], p.Z);
            rest = rest[VertexBytes..];
        }

        for (int t = 0; t < triangles; t++)
        {
            rest[0] = CornersOfTriangle;
            for (int corner = 0; corner < CornersOfTriangle; corner++)
                BinaryPrimitives.WriteInt32LittleEndian(rest[(1 + (4 * corner))..], asset.Triangles[(t * CornersOfTriangle) + corner]);
            rest[FaceBytes - 1] = asset.Parts[t];
            rest = rest[FaceBytes..];
        }

        target.Write(body);
    }
}
