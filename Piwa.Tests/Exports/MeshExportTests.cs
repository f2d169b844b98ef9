using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Piwa.Kernels.Meshes;
using Piwa.Pipeline.Exports;
using Piwa.Pipeline.Shards;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Exports;

/// <summary>Each format is read back by a reader written from its specification, and the surface is the asset's.</summary>
public sealed class MeshExportTests(SmallDataset dataset) : IClassFixture<SmallDataset>
{
    [Fact]
    public async Task ObjHasTheAssetsTriangles()
    {
        AssetPictures asset = await ReadAsync();
        string[] lines = System.Text.Encoding.UTF8.GetString(Write(asset, MeshFormat.Obj)).Split('\n');
        Vector3[] positions = [.. Vectors("v ")], normals = [.. Vectors("vn ")];
        var triangles = new List<Vector3>();
        var parts = new List<int>();
        int part = -1;
        foreach (string line in lines)
        {
            if (line.StartsWith("g part", StringComparison.Ordinal))
                part = int.Parse(line[6..], CultureInfo.InvariantCulture);
            if (!line.StartsWith("f ", StringComparison.Ordinal))
                continue;
            parts.Add(part);
            foreach (string corner in line[2..].Split(' '))
            {
                int[] numbers = [.. corner.Split("//").Select(number => int.Parse(number, CultureInfo.InvariantCulture))];
                Assert.InRange(normals[numbers[1] - 1].Length(), 0.999f, 1.001f);
                triangles.Add(positions[numbers[0] - 1]);
            }
        }

        Assert.Equal(Corners(asset), triangles);
        Assert.Equal(asset.Parts.Select(p => (int)p), parts);

        IEnumerable<Vector3> Vectors(string prefix) => lines.Where(line => line.StartsWith(prefix, StringComparison.Ordinal))
            .Select(line => line[prefix.Length..].Split(' ').Select(x => float.Parse(x, CultureInfo.InvariantCulture)).ToArray())
            .Select(x => new Vector3(x[0], x[1], x[2]));
    }

    [Fact]
    public async Task PlyHasTheAssetsTriangles()
    {
        AssetPictures asset = await ReadAsync();
        byte[] file = Write(asset, MeshFormat.Ply);
        int body = file.AsSpan().IndexOf("end_header\n"u8) + "end_header\n".Length;
        string[] header = System.Text.Encoding.ASCII.GetString(file, 0, body).Split('\n');
        Assert.Equal(["ply", "format binary_little_endian 1.0"], header[..2]);
        int vertices = Count("element vertex "), faces = Count("element face ");
        Assert.Equal(body + (12 * vertices) + (14 * faces), file.Length);

        var triangles = new List<Vector3>();
        for (int face = 0; face < faces; face++)
        {
            ReadOnlySpan<byte> record = file.AsSpan(body + (12 * vertices) + (14 * face), 14);
            Assert.Equal((3, asset.Parts[face]), (record[0], record[13]));
            for (int corner = 0; corner < 3; corner++)
            {
                int vertex = BinaryPrimitives.ReadInt32LittleEndian(record[(1 + (4 * corner))..]);
                triangles.Add(Vector(file.AsSpan(body + (12 * vertex))));
            }
        }

        Assert.Equal(Corners(asset), triangles);

        int Count(string prefix) =>
            int.Parse(header.Single(line => line.StartsWith(prefix, StringComparison.Ordinal))[prefix.Length..], CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task GlbHasTheAssetsTriangles()
    {
        AssetPictures asset = await ReadAsync();
        var file = new GlbFile(Write(asset, MeshFormat.Glb));
        Vector3[] corners = [.. Corners(asset)];
        Assert.Equal(corners.Length, file.Indices.Length);
        for (int corner = 0; corner < corners.Length; corner++)
        {
            int vertex = file.Indices[corner];
            Assert.Equal(asset.Parts[corner / 3], file.Parts[vertex]);
            Assert.InRange(Vector3.Distance(corners[corner], file.Positions[vertex]), 0f, 1e-6f);
            Assert.InRange(Vector3.Distance(OctahedralNormal.Decode(asset.Normals[corner]), file.Normals[vertex]), 0f, 0.02f);
        }

        // The node turns z up to y up.
        JsonElement node = file.Root.GetProperty("nodes")[0];
        float[] rotation = [.. node.GetProperty("rotation").EnumerateArray().Select(x => x.GetSingle())];
        float[] translation = [.. node.GetProperty("translation").EnumerateArray().Select(x => x.GetSingle())];
        Vector3 up = Vector3.Transform(Vector3.UnitZ, new Quaternion(rotation[0], rotation[1], rotation[2], rotation[3]));
        Vector3 centre = Vector3.Transform(new Vector3(0.5f), new Quaternion(rotation[0], rotation[1], rotation[2], rotation[3]));
        Assert.InRange(Vector3.Distance(up, Vector3.UnitY), 0f, 1e-6f);
        Assert.InRange(Vector3.Distance(centre, -new Vector3(translation)), 0f, 1e-6f);
    }

    [Fact]
    public async Task AContactSheetOfAllAssetsIsDrawn()
    {
        using var home = new TemporaryDirectory();
        AssetPictures asset = await ReadAsync();
        ContactSheet.Save(home["sheet.png"], "Zwölf views?", [asset, asset]);
        byte[] file = await File.ReadAllBytesAsync(home["sheet.png"], TestContext.Current.CancellationToken);
        int width = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(16)), height = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(20));
        Assert.True(width > 12 * 128 && height > 2 * 192, $"{width} x {height}");
    }

    private static byte[] Write(AssetPictures asset, MeshFormat format)
    {
        var file = new MemoryStream();
        MeshExporter.Write(asset, format, file);
        return file.ToArray();
    }

    private static IEnumerable<Vector3> Corners(AssetPictures asset) => asset.Triangles.Select(vertex => new Vector3(
        (asset.Positions[3 * vertex] - 32767.5f) / 65535f,
        (asset.Positions[(3 * vertex) + 1] - 32767.5f) / 65535f,
        (asset.Positions[(3 * vertex) + 2] - 32767.5f) / 65535f));

    private static Vector3 Vector(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadSingleLittleEndian(bytes),
        BinaryPrimitives.ReadSingleLittleEndian(bytes[4..]),
        BinaryPrimitives.ReadSingleLittleEndian(bytes[8..]));

    private async Task<AssetPictures> ReadAsync()
    {
        await using ShardReader reader = await ShardReader.OpenAsync(
            Path.Combine(dataset.Directory, Dataset.ShardFile(0)), TestContext.Current.CancellationToken);
        IReadOnlyList<AssetRow> rows = await reader.ReadRowGroupAsync(0, TestContext.Current.CancellationToken);
        return AssetPictures.From(rows.MaxBy(row => row.PartCount)!);
    }
}
