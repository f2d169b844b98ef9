using System.Text.Json.Nodes;
using Piwa.Pipeline.Importing;
using Piwa.Pipeline.Labels;

namespace Piwa.Tests.Importing;

public sealed class GlbReaderTests
{
    private static readonly double[] Corner = [0, 0, 0, 1, 0, 0, 0, 1, 0];

    [Fact]
    public void GltfHasItsYUpAndWeOurZ()
    {
        SourceMesh mesh = Read(glb => glb.Node(glb.Mesh(glb.Primitive([0, 0, 0, 1, 2, 3, 0, 1, 0], [0, 1, 2]))));
        Assert.Equal(new Double3(1, -3, 2), mesh.Positions[1]);
        Assert.Equal((0, 1, 2), Corners(mesh)[0]);
    }

    [Theory]
    [InlineData(GlbBuilder.SignedByte, false, 100, 100)]
    [InlineData(GlbBuilder.SignedByte, true, 127, 1)]
    [InlineData(GlbBuilder.SignedByte, true, -128, -1)]
    [InlineData(GlbBuilder.UnsignedByte, false, 200, 200)]
    [InlineData(GlbBuilder.UnsignedByte, true, 255, 1)]
    [InlineData(GlbBuilder.Short, false, -30000, -30000)]
    [InlineData(GlbBuilder.Short, true, 32767, 1)]
    [InlineData(GlbBuilder.Short, true, -32768, -1)]
    [InlineData(GlbBuilder.UnsignedShort, false, 60000, 60000)]
    [InlineData(GlbBuilder.UnsignedShort, true, 65535, 1)]
    [InlineData(GlbBuilder.UnsignedInt, false, 4000000000, 4000000000)]
    [InlineData(GlbBuilder.Float, false, 0.5, 0.5)]
    public void PositionsOfEveryComponentTypeAreRead(int component, bool normalized, double written, double expected)
    {
        SourceMesh mesh = Read(glb => glb.Node(glb.Mesh(Primitive(glb.Accessor("VEC3", component, [0, 0, 0, written, 0, 0, 0, 1, 0], normalized)))));
        Assert.Equal(expected, mesh.Positions[1].X, 9);
    }

    [Theory]
    [InlineData(GlbBuilder.UnsignedByte)]
    [InlineData(GlbBuilder.UnsignedShort)]
    [InlineData(GlbBuilder.UnsignedInt)]
    public void IndicesOfEveryComponentTypeAreRead(int component)
    {
        SourceMesh mesh = Read(glb =>
        {
            JsonObject primitive = glb.Primitive(Corner, []);
            primitive["indices"] = glb.Accessor("SCALAR", component, [2, 0, 1]);
            glb.Node(glb.Mesh(primitive));
        });
        Assert.Equal([(2, 0, 1)], Corners(mesh));
    }

    [Fact]
    public void StridesAndOffsetsAreFollowed()
    {
        byte[] bytes = new byte[4 + (3 * 20)];
        for (int i = 0; i < 9; i++)
            BitConverter.TryWriteBytes(bytes.AsSpan(4 + (i / 3 * 20) + (i % 3 * 4)), (float)Corner[i]);
        SourceMesh mesh = Read(glb =>
        {
            int accessor = glb.Accessor("VEC3", GlbBuilder.Float, 3, glb.View(bytes, stride: 20));
            glb.List("accessors")[accessor]!["byteOffset"] = 4;
            glb.Node(glb.Mesh(Primitive(accessor)));
        });
        Assert.Equal([new(0, 0, 0), new(1, 0, 0), new(0, 0, 1)], mesh.Positions);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void SparseAccessorsReplaceWhatIsThereOrZeros(bool hasView)
    {
        SourceMesh mesh = Read(glb =>
        {
            int accessor = hasView
                ? glb.Accessor("VEC3", GlbBuilder.Float, [0, 0, 0, 9, 9, 9, 9, 9, 9])
                : glb.Accessor("VEC3", GlbBuilder.Float, 3, view: null);
            glb.List("accessors")[accessor]!["sparse"] = new JsonObject
            {
                ["count"] = 2,
                ["indices"] = new JsonObject { ["bufferView"] = glb.View([1, 2]), ["componentType"] = GlbBuilder.UnsignedByte },
                ["values"] = new JsonObject { ["bufferView"] = glb.View([.. ((float[])[1, 0, 0, 0, 1, 0]).SelectMany(BitConverter.GetBytes)]) },
            };
            glb.Node(glb.Mesh(Primitive(accessor)));
        });
        Assert.Equal([new(0, 0, 0), new(1, 0, 0), new(0, 0, 1)], mesh.Positions);
    }

    [Fact]
    public void StripsAndFansAreTrianglesThatAllFaceTheSameWay()
    {
        double[] strip = [0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 1, 0, 0, 2, 0], fan = [0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0, -1, 1, 0];
        foreach ((double[] corners, int mode) in ((double[], int)[])[(strip, 5), (fan, 6)])
        {
            SourceMesh mesh = Read(glb => glb.Node(glb.Mesh(glb.Primitive(corners, [], mode: mode))));
            Assert.Equal(3, mesh.Triangles.Count);

            // Towards +z of glTF, which is -y of ours.
            Assert.All(mesh.Triangles, triangle => Assert.True(Facing(mesh, triangle).Y < 0));
        }
    }

    [Fact]
    public void TransformsOfNodesAndOfTheirParentsAreBakedIn()
    {
        const double Half = 0.7071067811865476;
        SourceMesh mesh = Read(glb =>
        {
            int mesh = glb.Mesh(glb.Primitive(Corner, []));
            int child = glb.Node(mesh, isRoot: false, new JsonObject { ["scale"] = Numbers(2, 3, 4), ["translation"] = Numbers(1, 0, 0) });
            glb.Node(null, isRoot: true, new JsonObject { ["rotation"] = Numbers(0, 0, Half, Half) }, child);
        });

        // (1, 0, 0) is scaled to (2, 0, 0), moved to (3, 0, 0), turned round z to (0, 3, 0), which is up: (0, 0, 3).
        Assert.Equal(0, (mesh.Positions[1] - new Double3(0, 0, 3)).Length, 12);
        Assert.Equal(0, (mesh.Positions[2] - new Double3(-3, 0, 1)).Length, 12);
    }

    [Theory]
    [InlineData("matrix")]
    [InlineData("scale")]
    public void AMirroringNodeTurnsTrianglesAndNormalsRight(string how)
    {
        SourceMesh mesh = Read(glb =>
        {
            JsonObject primitive = glb.Primitive(Corner, []);
            primitive["attributes"]!["NORMAL"] = glb.Accessor("VEC3", GlbBuilder.Float, [0, 0, 1, 0, 0, 1, 0, 0, 1]);
            glb.Node(glb.Mesh(primitive), isRoot: true, how == "matrix"
                ? new JsonObject { ["matrix"] = Numbers(-1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1) }
                : new JsonObject { ["scale"] = Numbers(-1, 1, 1) });
        });
        Assert.Equal(new Double3(0, -1, 0), mesh.Normals[0]);
        Assert.True(Double3.Dot(Facing(mesh, mesh.Triangles[0]), mesh.Normals[0]) > 0);
    }

    [Fact]
    public void NormalsStandUprightOnWhatIsScaledUnevenly()
    {
        SourceMesh mesh = Read(glb =>
        {
            JsonObject primitive = glb.Primitive([0, 0, 0, 1, 0, -1, 0, 1, 0], []);
            primitive["attributes"]!["NORMAL"] = glb.Accessor("VEC3", GlbBuilder.Float, [1, 0, 1, 1, 0, 1, 1, 0, 1]);
            glb.Node(glb.Mesh(primitive), isRoot: true, new JsonObject { ["scale"] = Numbers(5, 1, 1) });
        });
        Assert.Equal(0, Double3.Dot(mesh.Normals[0], mesh.Positions[1] - mesh.Positions[0]), 12);
        Assert.True(Double3.Dot(Facing(mesh, mesh.Triangles[0]), mesh.Normals[0]) > 0);
    }

    [Fact]
    public void AMeshThatTwoNodesPlaceIsThereTwice()
    {
        SourceMesh mesh = Read(glb =>
        {
            int shared = glb.Mesh(glb.Primitive(Corner, []));
            glb.Node(shared);
            glb.Node(shared, isRoot: true, new JsonObject { ["translation"] = Numbers(5, 0, 0) });
        });
        Assert.Equal(2, mesh.Triangles.Count);
        Assert.Equal(6, mesh.Positions[4].X);
    }

    [Fact]
    public void OnlyTheSceneThatIsToBeShownIsRead()
    {
        SourceMesh mesh = Read(glb =>
        {
            int mesh = glb.Mesh(glb.Primitive(Corner, []));
            glb.Node(mesh, isRoot: false);
            glb.Node(mesh, isRoot: false, new JsonObject { ["translation"] = Numbers(7, 0, 0) });
            glb.Root["scenes"] = new JsonArray(new JsonObject { ["nodes"] = new JsonArray(0) }, new JsonObject { ["nodes"] = new JsonArray(1) });
            glb.Root["scene"] = 1;
        });
        Assert.Equal(7, Assert.Single(mesh.Triangles) is var (a, _, _, _) ? mesh.Positions[a].X : 0);
    }

    [Fact]
    public void OfAFileWithoutScenesTheRootsAreShown()
    {
        SourceMesh mesh = Read(glb =>
        {
            int child = glb.Node(glb.Mesh(glb.Primitive(Corner, [])), isRoot: false);
            glb.Node(null, isRoot: false, new JsonObject { ["translation"] = Numbers(2, 0, 0) }, child);
            glb.Root.Remove("scenes");
            glb.Root.Remove("scene");
        });
        Assert.Equal(2, mesh.Positions[Assert.Single(mesh.Triangles).A].X);
    }

    [Fact]
    public void FactorsOfMaterialsAreReadAndTheirDefaultsAreThoseOfGltf()
    {
        SourceMesh mesh = Read(glb =>
        {
            int material = glb.Material([0.25, 0.5, 0.75, 1], 0.125, 0.375, doubleSided: true), bare = glb.Material();
            glb.Node(glb.Mesh(glb.Primitive(Corner, [], material), glb.Primitive(Corner, [], bare), glb.Primitive(Corner, [])));
        });
        Assert.Equal((0.25f, 0.5f, 0.75f), (mesh.Materials[0].Material.BaseColor.X, mesh.Materials[0].Material.BaseColor.Y, mesh.Materials[0].Material.BaseColor.Z));
        Assert.Equal((0.125f, 0.375f), (mesh.Materials[0].Material.Metallic, mesh.Materials[0].Material.Roughness));
        Assert.Equal([true, false, false], mesh.Materials.Select(material => material.IsDoubleSided));
        Assert.Equal((1f, 1f, 1f), (mesh.Materials[1].Material.BaseColor.X, mesh.Materials[1].Material.Metallic, mesh.Materials[1].Material.Roughness));
        Assert.Equal(mesh.Materials[1].Material, mesh.Materials[2].Material);
    }

    [Fact]
    public void WhatIsNotDrawnIsSaid()
    {
        SourceMesh mesh = Read(glb =>
        {
            int material = glb.Material();
            JsonNode node = glb.List("materials")[material]!;
            node["emissiveFactor"] = Numbers(1, 0, 0);
            node["alphaMode"] = "BLEND";
            JsonObject primitive = glb.Primitive(Corner, [], material), points = glb.Primitive(Corner, [], mode: 0);
            primitive["attributes"]!["COLOR_0"] = glb.Accessor("VEC4", GlbBuilder.Float, [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]);
            primitive["targets"] = new JsonArray(new JsonObject());
            glb.Node(glb.Mesh(primitive, points));
            glb.Root["animations"] = new JsonArray(new JsonObject());
            glb.Root["skins"] = new JsonArray(new JsonObject());
            glb.Root["extensionsUsed"] = new JsonArray("ACME_wind");
        });
        string notes = string.Join("\n", mesh.Notes);
        Assert.All(
            (string[])["emission", "alpha", "Colours of vertices", "morph targets", "animated", "skeleton", "Points and lines", "ACME_wind"],
            said => Assert.Contains(said, notes, StringComparison.Ordinal));
    }

    private static SourceMesh Read(Action<GlbBuilder> build)
    {
        var glb = new GlbBuilder();
        build(glb);
        return GlbReader.Read(glb.Build());
    }

    private static JsonObject Primitive(int positions) => new() { ["attributes"] = new JsonObject { ["POSITION"] = positions } };

    private static JsonArray Numbers(params double[] values) => new([.. values.Select(value => (JsonNode)JsonValue.Create(value))]);

    private static (int, int, int)[] Corners(SourceMesh mesh) => [.. mesh.Triangles.Select(triangle => (triangle.A, triangle.B, triangle.C))];

    private static Double3 Facing(SourceMesh mesh, (int A, int B, int C, int Material) triangle) => Double3.Cross(
        mesh.Positions[triangle.B] - mesh.Positions[triangle.A], mesh.Positions[triangle.C] - mesh.Positions[triangle.A]);
}
