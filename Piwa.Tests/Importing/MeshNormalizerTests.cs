using Piwa.Kernels.Meshes;
using Piwa.Pipeline.Exports;
using Piwa.Pipeline.Importing;
using Piwa.Pipeline.Shards;
using Piwa.Tests.Exports;

namespace Piwa.Tests.Importing;

public sealed class MeshNormalizerTests
{
    [Theory]
    [InlineData("piwa")]
    [InlineData("zeroverse")]
    [InlineData("L7")]
    public void AnAssetThatWeExportedComesBackAsItWas(string preset)
    {
        foreach (AssetPictures asset in ExportAssets.Make(preset, 3, 3000))
        {
            var file = new MemoryStream();
            MeshExporter.WriteGlb(asset, new GlbOptions { TextureSize = 256 }, file);
            ImportedMesh mesh = MeshNormalizer.Normalize(GlbReader.Read(file.ToArray())).Mesh;

            // Where an axis is centred between two steps, all of it may be a step off.
            Assert.Equal(asset.Positions.Length, mesh.Positions.Length);
            Assert.Equal(asset.Triangles.Length, mesh.Triangles.Length);
            Assert.Equal(0, new MeshValidator().Check(mesh.Positions, mesh.Triangles).Total);
            int[] shift = [.. Enumerable.Range(0, 3).Select(axis => Low(mesh.Positions, axis) - Low(asset.Positions, axis))];
            Assert.All(shift, steps => Assert.InRange(steps, -1, 1));
            Assert.Equal(Surface(asset.Positions, asset.Triangles, shift), Surface(mesh.Positions, mesh.Triangles, [0, 0, 0]));
        }

        static int Low(ReadOnlySpan<ushort> positions, int axis)
        {
            int low = ushort.MaxValue;
            for (int i = axis; i < positions.Length; i += 3)
                low = Math.Min(low, positions[i]);
            return low;
        }
    }

    [Fact]
    public void NormalsThatWeExportedComeBack()
    {
        AssetPictures asset = ExportAssets.Make("piwa", 1, 3000)[0];
        var file = new MemoryStream();
        MeshExporter.WriteGlb(asset, new GlbOptions { TextureSize = 256 }, file);
        NormalizedMesh normalized = MeshNormalizer.Normalize(GlbReader.Read(file.ToArray()));
        var expected = new Dictionary<string, List<System.Numerics.Vector3>>();
        Visit(asset.Positions, asset.Triangles, (key, corner) =>
        {
            if (!expected.TryGetValue(key, out List<System.Numerics.Vector3>? normals))
                expected[key] = normals = [];
            normals.Add(OctahedralNormal.Decode(asset.Normals[corner]));
        });
        int near = 0, all = 0;
        ImportedMesh mesh = normalized.Mesh;
        Visit(mesh.Positions, mesh.Triangles, (key, corner) =>
        {
            System.Numerics.Vector3 normal = OctahedralNormal.DecodeWords(mesh.CornerNormals[corner]);
            near += expected.TryGetValue(key, out List<System.Numerics.Vector3>? normals)
                && normals.Exists(other => System.Numerics.Vector3.Dot(other, normal) > 0.9995f) ? 1 : 0;
            all++;
        });
        Assert.True(near * 100 >= all * 99, $"{near} of {all}");
    }

    [Fact]
    public void TheOrderInTheFileDoesNotMatter()
    {
        TestShape shape = TestShape.Knobbly(5);
        byte[] first = Source(shape.ToGlb());
        for (int seed = 0; seed < 5; seed++)
            Assert.Equal(first, Source(shape.Shuffled(seed).ToGlb()));
    }

    [Theory]
    [InlineData(0.25)]
    [InlineData(1024)]
    public void SizeAndPlaceDoNotMatter(double scale)
    {
        TestShape shape = TestShape.Torus(0.25);
        Assert.Equal(Source(shape.ToGlb()), Source(shape.Moved((x, y, z) => (x * scale, y * scale, z * scale)).ToGlb()));
        ImportedMesh mesh = Normalize(shape.Moved((x, y, z) => ((x * scale) + 100, (y * scale) - 3, z * scale)).ToGlb()).Mesh;
        Assert.Equal((0, 65535), (mesh.Positions.ToArray().Min(), mesh.Positions.ToArray().Max()));
    }

    [Fact]
    public void WhatTheFormatSaysTwiceIsOnce()
    {
        // Vertices apart, as flat shading needs them; each triangle twice; some without area.
        TestShape cube = TestShape.Cube;
        double[] apart = [.. cube.Triangles.SelectMany(vertex => cube.Positions.AsSpan(3 * vertex, 3).ToArray())];
        int[] twice = [.. Enumerable.Range(0, 36), .. Enumerable.Range(0, 36), 0, 0, 1, 2, 2, 2];
        NormalizedMesh mesh = Normalize(new TestShape(apart, twice).ToGlb());
        Assert.Equal(Source(cube.ToGlb()), MeshSource.Create(mesh.Mesh, mesh.Materials, mesh.Images).Content.ToArray());
        Assert.Contains(mesh.Notes, note => note.StartsWith("2 triangles without area", StringComparison.Ordinal));
        Assert.Contains(mesh.Notes, note => note.StartsWith("12 triangles that were there twice", StringComparison.Ordinal));
    }

    [Fact]
    public void ASheetThatShowsFromBothSidesHasTwo()
    {
        NormalizedMesh single = Normalize(TestShape.Square.ToGlb()), both = Normalize(TestShape.Square.ToGlb(doubleSided: true));
        Assert.Equal((4, 2), (single.Mesh.VertexCount, single.Mesh.TriangleCount));
        Assert.Equal((8, 4), (both.Mesh.VertexCount, both.Mesh.TriangleCount));
        Assert.Equal(0, Facing(both.Mesh).Sum());
        Assert.Equal(8, new MeshValidator().Check(both.Mesh.Positions, both.Mesh.Triangles).OpenEdges);
    }

    [Fact]
    public void AClosedSurfaceHasOneSideWhateverItsMaterialSays()
    {
        byte[] outside = Source(TestShape.Cube.ToGlb());
        Assert.Equal(outside, Source(TestShape.Cube.ToGlb(doubleSided: true)));
        Assert.Equal(outside, Source(Turned(TestShape.Cube).ToGlb(doubleSided: true)));

        // From one side only it is meant to be seen from within.
        NormalizedMesh inside = Normalize(Turned(TestShape.Cube).ToGlb());
        Assert.True(new MeshValidator().Check(inside.Mesh.Positions, inside.Mesh.Triangles).IsInsideOut);

        static TestShape Turned(TestShape shape) => shape with { Triangles = [.. shape.Triangles.Reverse()] };
    }

    [Fact]
    public void AnOddNumberOfTrianglesIsMadeEvenAndTheSurfaceStays()
    {
        // A cube without one triangle, and three triangles on one edge.
        TestShape open = TestShape.Cube with { Triangles = TestShape.Cube.Triangles[3..] };
        TestShape fin = new([0, 0, 0, 3, 0, 0, 1.5, 1, 0, 1.5, -1, 0, 1.5, 0, 1], [0, 1, 2, 1, 0, 3, 0, 1, 4]);
        foreach ((TestShape shape, int expected) in ((TestShape, int)[])[(open, 12), (fin, 6), (new TestShape([0, 0, 0, 1, 0, 0, 0, 1, 0], [0, 1, 2]), 2)])
        {
            NormalizedMesh mesh = Normalize(shape.ToGlb());
            Assert.Equal(expected, mesh.Mesh.TriangleCount);
            Assert.Contains(mesh.Notes, note => note.Contains("halved", StringComparison.Ordinal));
            Assert.Equal(0, new MeshValidator().Check(mesh.Mesh.Positions, mesh.Mesh.Triangles).DegenerateTriangles);
            for (int seed = 0; seed < 3; seed++)
                Assert.Equal(Source(shape.ToGlb()), Source(shape.Shuffled(seed).ToGlb()));
        }
    }

    [Fact]
    public void MaterialsAreSortedAndEqualOnesAreOne()
    {
        NormalizedMesh first = Normalize(File(0.9, 0.1, 0.9)), second = Normalize(File(0.1, 0.9, 0.1));
        Assert.Equal(2, first.Materials.Count);
        Assert.Equal(first.Materials, second.Materials);

        static byte[] File(params double[] reds)
        {
            var glb = new GlbBuilder();
            for (int i = 0; i < reds.Length; i++)
                glb.Node(glb.Mesh(glb.Primitive([i, 0, 0, i + 1, 0, 0, i, 1, 0], [], glb.Material([reds[i], 0, 0, 1]))));
            return glb.Build();
        }
    }

    [Fact]
    public void NormalsThatPointToTheBackAreReplaced()
    {
        var glb = new GlbBuilder();
        System.Text.Json.Nodes.JsonObject primitive = glb.Primitive(TestShape.Square.Positions, TestShape.Square.Triangles);
        primitive["attributes"]!["NORMAL"] = glb.Accessor("VEC3", GlbBuilder.Float, [0, 0, -1, 0, 0, -1, 0, 0, 1, 0, 0, 1]);
        glb.Node(glb.Mesh(primitive));
        NormalizedMesh mesh = Normalize(glb.Build());
        Assert.All(mesh.Mesh.CornerNormals.ToArray(), code => Assert.True(OctahedralNormal.DecodeWords(code).Y < -0.999f));
        Assert.Contains(mesh.Notes, note => note.StartsWith("3 normals", StringComparison.Ordinal));
    }

    [Fact]
    public void ASourceComesBackFromItsFileAndDamageShows()
    {
        using var home = new Infrastructure.TemporaryDirectory();
        NormalizedMesh mesh = Normalize(TestShape.Knobbly(3).ToGlb());
        MeshSource source = MeshSource.Create(mesh.Mesh, mesh.Materials, [Piwa.Pipeline.Encoding.Blake3.Hash("image"u8)]);
        string path = home["a.mesh"];
        byte[] content = source.Content.ToArray();
        System.IO.File.WriteAllBytes(path, content);
        MeshSource read = MeshSource.Read(path, source.Hash);
        Assert.Equal(content, read.Content.ToArray());
        Assert.Equal(source.Materials, read.Materials);
        Assert.Equal(source.Images.Select(image => image.ToArray()), read.Images.Select(image => image.ToArray()));
        Assert.Equal(mesh.Mesh.CornerNormals.ToArray(), read.Mesh.CornerNormals.ToArray());

        content[^1] ^= 1;
        System.IO.File.WriteAllBytes(path, content);
        Assert.Contains("damaged", Assert.Throws<ManifestException>(() => MeshSource.Read(path, source.Hash)).Message, StringComparison.Ordinal);
        System.IO.File.Delete(path);
        Assert.Contains("missing", Assert.Throws<ManifestException>(() => MeshSource.Read(path, source.Hash)).Message, StringComparison.Ordinal);
    }

    private static NormalizedMesh Normalize(byte[] file) => MeshNormalizer.Normalize(GlbReader.Read(file));

    private static byte[] Source(byte[] file)
    {
        NormalizedMesh mesh = Normalize(file);
        return MeshSource.Create(mesh.Mesh, mesh.Materials, mesh.Images).Content.ToArray();
    }

    /// <summary>By triangle 1 or -1: whether it faces along -y, where a square of glTF's +z is, or against it.</summary>
    private static List<int> Facing(ImportedMesh mesh) =>
        [.. mesh.CornerNormals.ToArray().Select(code => OctahedralNormal.DecodeWords(code).Y < 0 ? 1 : -1)];

    /// <summary>A mesh as a set of triangles, each as a text of its places.</summary>
    private static List<string> Surface(ReadOnlySpan<ushort> positions, ReadOnlySpan<ushort> triangles, int[] shift)
    {
        List<string> surface = [];
        for (int i = 0; i < triangles.Length; i += 3)
        {
            var places = new string[3];
            for (int k = 0; k < 3; k++)
            {
                int at = 3 * triangles[i + k];
                places[k] = $"{positions[at] + shift[0]},{positions[at + 1] + shift[1]},{positions[at + 2] + shift[2]}";
            }

            int first = Array.IndexOf(places, places.Min());
            surface.Add($"{places[first]};{places[(first + 1) % 3]};{places[(first + 2) % 3]}");
        }

        surface.Sort(StringComparer.Ordinal);
        return surface;
    }

    private static void Visit(ReadOnlySpan<ushort> positions, ReadOnlySpan<ushort> triangles, Action<string, int> visit)
    {
        for (int corner = 0; corner < triangles.Length; corner++)
        {
            int at = 3 * triangles[corner];
            visit($"{positions[at]},{positions[at + 1]},{positions[at + 2]}", corner);
        }
    }
}
