using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text.Json;
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
    public async Task GlbHasTheAssetsTrianglesByPart()
    {
        AssetPictures asset = await ReadAsync();
        byte[] file = Write(asset, MeshFormat.Glb);
        Assert.Equal((0x46546C67u, 2u, (uint)file.Length), (Word(0), Word(4), Word(8)));
        int jsonBytes = (int)Word(12), binaryStart = 20 + jsonBytes + 8;
        Assert.Equal((0x4E4F534Au, 0x004E4942u), (Word(16), Word(20 + jsonBytes + 4)));
        Assert.Equal((0, file.Length - binaryStart), (jsonBytes % 4, (int)Word(20 + jsonBytes)));

        using JsonDocument document = JsonDocument.Parse(file.AsMemory(20, jsonBytes));
        JsonElement root = document.RootElement;
        Assert.Equal("2.0", root.GetProperty("asset").GetProperty("version").GetString());
        Assert.Equal(file.Length - binaryStart, root.GetProperty("buffers")[0].GetProperty("byteLength").GetInt32());
        List<(Vector3 A, Vector3 B, Vector3 C)> found = [];
        foreach (JsonElement primitive in root.GetProperty("meshes")[0].GetProperty("primitives").EnumerateArray())
        {
            JsonElement attributes = primitive.GetProperty("attributes");
            Vector3[] positions = Vectors(attributes.GetProperty("POSITION").GetInt32(), checksBounds: true);
            Vector3[] normals = Vectors(attributes.GetProperty("NORMAL").GetInt32(), checksBounds: false);
            Assert.Equal(positions.Length, normals.Length);
            Assert.All(normals, normal => Assert.InRange(normal.Length(), 0.9999f, 1.0001f));
            int material = primitive.GetProperty("material").GetInt32();
            Assert.InRange(material, 0, root.GetProperty("materials").GetArrayLength() - 1);

            (ReadOnlyMemory<byte> indices, int count) = Accessor(primitive.GetProperty("indices").GetInt32(), 5125, 4);
            for (int i = 0; i < count; i += 3)
            {
                found.Add((Corner(i), Corner(i + 1), Corner(i + 2)));

                Vector3 Corner(int at) => ZUp(positions[BinaryPrimitives.ReadInt32LittleEndian(indices.Span[(4 * at)..])]);
            }
        }

        // Parts follow one another; within a part the order is the asset's.
        int[] order = [.. Enumerable.Range(0, asset.Parts.Length).OrderBy(t => asset.Parts[t])];
        Vector3[] corners = [.. Corners(asset)];
        Assert.Equal(order.Select(t => (corners[3 * t], corners[(3 * t) + 1], corners[(3 * t) + 2])), found);

        uint Word(int at) => BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at));

        (ReadOnlyMemory<byte> Bytes, int Count) Accessor(int index, int type, int size)
        {
            JsonElement accessor = root.GetProperty("accessors")[index];
            JsonElement view = root.GetProperty("bufferViews")[accessor.GetProperty("bufferView").GetInt32()];
            int count = accessor.GetProperty("count").GetInt32(), offset = view.GetProperty("byteOffset").GetInt32();
            Assert.Equal((type, count * size, 0), (accessor.GetProperty("componentType").GetInt32(), view.GetProperty("byteLength").GetInt32(), offset % 4));
            return (file.AsMemory(binaryStart + offset, count * size), count);
        }

        Vector3[] Vectors(int index, bool checksBounds)
        {
            (ReadOnlyMemory<byte> bytes, int count) = Accessor(index, 5126, 12);
            Vector3[] vectors = [.. Enumerable.Range(0, count).Select(i => Vector(bytes.Span[(12 * i)..]))];
            if (checksBounds)
            {
                JsonElement accessor = root.GetProperty("accessors")[index];
                Assert.Equal(vectors.Aggregate(Vector3.Min), Bound(accessor.GetProperty("min")));
                Assert.Equal(vectors.Aggregate(Vector3.Max), Bound(accessor.GetProperty("max")));
            }

            return vectors;
        }

        // glTF has y up.
        static Vector3 ZUp(Vector3 p) => new(p.X, -p.Z, p.Y);

        static Vector3 Bound(JsonElement array) => new(array[0].GetSingle(), array[1].GetSingle(), array[2].GetSingle());
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
