using System.Text.Json.Nodes;
using Piwa.Pipeline.Importing;

namespace Piwa.Tests.Importing;

/// <summary>Files that are refused, each with the place and the reason.</summary>
public sealed class GlbRefusalTests
{
    private static readonly Dictionary<string, (Func<byte[]> File, string[] Said)> CaseByName = new()
    {
        ["nothing"] = (() => [], ["no binary glTF"]),
        ["a text"] = (() => "solid cube\n"u8.ToArray(), ["no binary glTF"]),
        ["JSON"] = (() => "\n{\"asset\":{}}"u8.ToArray(), [".glb"]),
        ["version 1"] = (() => Edit(Cube(), 4, 1), ["version 1"]),
        ["cut off"] = (() => Cube()[..^1], ["cut off"]),
        ["a chunk beyond the end"] = (() => Edit(Cube(), 12, int.MaxValue), ["chunk"]),
        ["no JSON first"] = (() => Edit(Cube(), 16, 0x004E4942), ["not JSON"]),
        ["JSON that is none"] = (() => GlbBuilder.Build("{\"asset\":"u8.ToArray(), null), ["JSON cannot be read"]),
        ["JSON that is a list"] = (() => GlbBuilder.Build("[1]"u8.ToArray(), null), ["no object"]),
        ["JSON too deep"] = (() => GlbBuilder.Build(System.Text.Encoding.UTF8.GetBytes(new string('[', 200) + new string(']', 200)), null), ["JSON cannot be read"]),
        ["a text that is no Unicode"] = (Json(root => root["asset"]!["version"] = "2.0", "\"2.0\"", "\"\\ud800\""), ["asset.version", "Unicode"]),
        ["no asset"] = (Json(root => root.Remove("asset")), ["'asset'"]),
        ["glTF 1"] = (Json(root => root["asset"]!["version"] = "1.0"), ["version '1.0'"]),
        ["Draco"] = (Json(root => root["extensionsRequired"] = new JsonArray("KHR_draco_mesh_compression")), ["KHR_draco_mesh_compression", "gltf-transform"]),
        ["meshopt"] = (Json(root => root["extensionsRequired"] = new JsonArray("EXT_meshopt_compression")), ["EXT_meshopt_compression", "without meshopt"]),
        ["an extension of nobody's"] = (Json(root => root["extensionsRequired"] = new JsonArray("ACME_wind")), ["ACME_wind"]),
        ["a buffer elsewhere"] = (Json(root => root["buffers"]![0]!["uri"] = "cube.bin"), ["buffers[0]", "'uri'"]),
        ["a longer buffer than there is"] = (Json(root => root["buffers"]![0]!["byteLength"] = 1 << 20), ["buffers[0]", "1048576"]),
        ["a second buffer"] = (Json(root => root["bufferViews"]![0]!["buffer"] = 1), ["bufferViews[0]", "other than the first"]),
        ["a view beyond the buffer"] = (Json(root => root["bufferViews"]![0]!["byteOffset"] = int.MaxValue), ["bufferViews[0]", "the buffer has"]),
        ["a view that is none"] = (Json(root => root["accessors"]![0]!["bufferView"] = 99), ["accessors[0]", "bufferViews[99]"]),
        ["more elements than the view holds"] = (Json(root => root["accessors"]![0]!["count"] = 9), ["accessors[0]", "9 elements"]),
        ["more elements than are taken"] = (Json(root => root["accessors"]![0]!["count"] = 2_000_000_000), ["accessors[0].count", "2000000000"]),
        ["no elements"] = (Json(root => root["accessors"]![0]!["count"] = 0), ["accessors[0].count"]),
        ["half an element"] = (Json(root => root["accessors"]![0]!["count"] = 1.5), ["accessors[0].count", "whole number"]),
        ["an element of text"] = (Json(root => root["accessors"]![0]!["count"] = "8"), ["accessors[0].count", "number"]),
        ["elements wider than the stride"] = (Json(root => root["bufferViews"]![0]!["byteStride"] = 8), ["accessors[0]", "8 bytes apart"]),
        ["a component type that is none"] = (Json(root => root["accessors"]![0]!["componentType"] = 5124), ["accessors[0]", "5124"]),
        ["positions of two numbers"] = (Json(root => root["accessors"]![0]!["type"] = "VEC2"), ["accessors[0]", "VEC3"]),
        ["indices of floats"] = (Json(root => root["accessors"]![1]!["componentType"] = GlbBuilder.Float), ["accessors[1]", "5126"]),
        ["an index beyond the vertices"] = (Json(root => root["accessors"]![0]!["count"] = 7), ["accessors[1]", "there are 7 vertices"]),
        ["an accessor that is none"] = (Json(root => root["meshes"]![0]!["primitives"]![0]!["indices"] = 7), ["meshes[0].primitives[0]", "accessors[7]"]),
        ["a mesh that is none"] = (Json(root => root["nodes"]![0]!["mesh"] = 3), ["nodes[0]", "meshes[3]"]),
        ["a material that is none"] = (Json(root => root["meshes"]![0]!["primitives"]![0]!["material"] = 5), ["meshes[0].primitives[0]", "materials[5]"]),
        ["a node that is none"] = (Json(root => root["scenes"]![0]!["nodes"] = new JsonArray(4)), ["nodes[4]"]),
        ["a scene that is none"] = (Json(root => root["scene"] = 2), ["scenes[2]"]),
        ["a node in itself"] = (Json(root => root["nodes"]![0]!["children"] = new JsonArray(0)), ["nodes[0]", "cycles"]),
        ["a node twice"] = (Json(root => root["scenes"]![0]!["nodes"] = new JsonArray(0, 0)), ["nodes[0]", "twice"]),
        ["a rotation that is none"] = (Json(root => root["nodes"]![0]!["rotation"] = new JsonArray(0, 0, 0, 0)), ["nodes[0]", "rotation"]),
        ["a matrix too short"] = (Json(root => root["nodes"]![0]!["matrix"] = new JsonArray(1, 2, 3)), ["nodes[0].matrix", "16 numbers"]),
        ["an infinite scale"] = (Json(root => root["nodes"]![0]!["scale"] = new JsonArray(1e300, 1e300, 1e300), "1E+300", "1E+999"), ["nodes[0].scale", "finite"]),
        ["a scale that overflows"] = (Json(root => root["nodes"]![0]!["matrix"] = Matrix(1e308)), ["nodes[0]"]),
        ["corners that are no triangles"] = (Json(root => root["accessors"]![1]!["count"] = 35), ["meshes[0].primitives[0]", "35 corners"]),
        ["nodes that are no list"] = (Json(root => root["nodes"] = 5), ["nodes", "list"]),
        ["a node that is no object"] = (Json(root => root["nodes"] = new JsonArray(5)), ["nodes[0]", "object"]),
        ["nothing to see"] = (Json(root => root["scenes"]![0]!["nodes"] = new JsonArray()), ["no triangles"]),
        ["no number"] = (() => new TestShape([0, 0, 0, 1, 0, 0, 0, double.NaN, 0], [0, 1, 2]).ToGlb(), ["accessors[0]", "NaN"]),
        ["a place infinitely far away"] = (() => new TestShape([0, 0, 0, 1, 0, 0, 0, double.NegativeInfinity, 0], [0, 1, 2]).ToGlb(), ["accessors[0]", "infinite"]),
        ["one point"] = (() => new TestShape([2, 2, 2, 2, 2, 2, 2, 2, 2], [0, 1, 2]).ToGlb(), ["longest side is 0"]),
        ["one line"] = (() => new TestShape([0, 0, 0, 1, 0, 0, 2, 0, 0], [0, 1, 2]).ToGlb(), ["area"]),
        ["an image elsewhere"] = (WithTexture(image => image["uri"] = "wood.png"), ["images[0]", "'uri'"]),
        ["a texture that is none"] = (WithTexture(_ => { }, texture: 4), ["materials[0].pbrMetallicRoughness.baseColorTexture", "textures[4]"]),
    };

    public static TheoryData<string> Cases => [.. CaseByName.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public void AFileIsRefusedWithPlaceAndReason(string name)
    {
        (Func<byte[]> file, string[] said) = CaseByName[name];
        ImportException refusal = Assert.Throws<ImportException>(() => MeshNormalizer.Normalize(GlbReader.Read(file())));
        Assert.All(said, part => Assert.Contains(part, refusal.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void TheFileThatTheOthersAreMadeFromIsTaken() => Assert.Equal(12, MeshNormalizer.Normalize(GlbReader.Read(Cube())).Mesh.TriangleCount);

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void NoMoreMaterialsAreTakenThanThereCanBeParts(int count, bool isTaken)
    {
        var glb = new GlbBuilder();
        for (int i = 0; i < count; i++)
        {
            double x = 2 * i;
            glb.Node(glb.Mesh(glb.Primitive([x, 0, 0, x + 1, 0, 0, x, 1, 0], [], glb.Material([i / 100.0, 0, 0, 1]))));
        }

        Refuses(glb.Build(), isTaken, "65 different materials");
    }

    [Theory]
    [InlineData(40_000, true)]
    [InlineData(40_001, false)]
    public void NoMoreTrianglesAreTakenThanFit(int quads, bool isTaken)
    {
        // A band of squares, on a grid of 256 columns.
        int[] triangles = [.. Enumerable.Range(0, quads).SelectMany(i =>
        {
            int row = i / 255, at = (row * 256) + (i % 255);
            return new[] { at, at + 1, at + 257, at, at + 257, at + 256 };
        })];
        double[] positions = [.. Enumerable.Range(0, 256 * 160).SelectMany(i => new double[] { i % 256, i / 256, 0 })];
        Refuses(new TestShape(positions, triangles).ToGlb(), isTaken, "80002 triangles");
    }

    private static void Refuses(byte[] file, bool isTaken, string said)
    {
        if (isTaken)
            MeshNormalizer.Normalize(GlbReader.Read(file));
        else
            Assert.Contains(said, Assert.Throws<ImportException>(() => MeshNormalizer.Normalize(GlbReader.Read(file))).Message, StringComparison.Ordinal);
    }

    private static byte[] Cube() => TestShape.Cube.ToGlb();

    private static byte[] Edit(byte[] file, int at, int word)
    {
        BitConverter.TryWriteBytes(file.AsSpan(at), word);
        return file;
    }

    /// <summary>The cube with its JSON changed, and then a text in it replaced.</summary>
    private static Func<byte[]> Json(Action<JsonObject> change, string old = "\0", string replaced = "") => () =>
    {
        byte[] file = Cube();
        int length = BitConverter.ToInt32(file, 12);
        var root = (JsonObject)JsonNode.Parse(file.AsSpan(20, length))!;
        change(root);
        string text = root.ToJsonString();
        return GlbBuilder.Build(System.Text.Encoding.UTF8.GetBytes(text.Replace(old, replaced, StringComparison.Ordinal)), file[(20 + length + 8)..]);
    };

    private static Func<byte[]> WithTexture(Action<JsonObject> change, int texture = 0) => () =>
    {
        var glb = new GlbBuilder();
        int material = glb.Material();
        glb.List("materials")[material]!["pbrMetallicRoughness"]!["baseColorTexture"] = new JsonObject { ["index"] = texture };
        glb.List("textures").Add((JsonNode)new JsonObject { ["source"] = 0 });
        var image = new JsonObject { ["bufferView"] = glb.View([1, 2, 3]), ["mimeType"] = "image/png" };
        change(image);
        glb.List("images").Add((JsonNode)image);
        glb.Node(glb.Mesh(glb.Primitive([0, 0, 0, 1, 0, 0, 0, 1, 0], [], material)));
        return glb.Build();
    };

    private static JsonArray Matrix(double scale) => new(scale, scale, 0, 0, scale, scale, 0, 0, 0, 0, scale, 0, scale, 0, 0, 1);
}
