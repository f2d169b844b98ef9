using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;
using Piwa.Kernels.Recipes;
using Piwa.Kernels.Views;
using Piwa.Pipeline.Encoding;

namespace Piwa.Pipeline.Exports;

/// <summary>
/// Writes glTF 2.0 in its binary container: one primitive with one material, whose textures are baked from the procedural ones.
/// </summary>
/// <remarks>
/// Positions, normals, tangents and texture coordinates are quantised (KHR_mesh_quantization); <c>_PART</c> is the part by vertex. The
/// node turns the frame of the world, z up, to that of glTF, y up, and moves the unit cube's centre to the origin.
/// </remarks>
internal static class GlbWriter
{
    private const uint Magic = 0x46546C67; // "glTF"
    private const uint ContainerVersion = 2;
    private const uint JsonChunk = 0x4E4F534A;
    private const uint BinaryChunk = 0x004E4942;
    private const int HeaderBytes = 12;
    private const int ChunkHeaderBytes = 8;

    // Names of OpenGL's constants, which glTF writes as numbers.
    private const int UnsignedByte = 5121;
    private const int Short = 5122;
    private const int UnsignedShort = 5123;
    private const int UnsignedInt = 5125;
    private const int VertexTarget = 34962;
    private const int IndexTarget = 34963;
    private const int Linear = 9729;
    private const int LinearMipmapLinear = 9987;
    private const int ClampToEdge = 33071;

    // Order of buffer views.
    private const int VertexView = 0;
    private const int IndexView = 1;
    private const int FirstImageView = 2;

    public static void Write(AssetPictures asset, GlbOptions options, Stream target)
    {
        if (asset.Recipe.Import is not null)
        {
            ImportedGlb.Write(asset, options, target);
            return;
        }

        using AssetSurface surface = AssetSurface.Create(asset.Recipe, asset.GridResolution);
        if (!surface.Asset.Positions.SequenceEqual(asset.Positions) || !surface.Asset.Triangles.SequenceEqual(asset.Triangles))
        {
            throw new FormatException(
                $"The mesh of asset {asset.AssetIndex} is not what its recipe gives here; another version of the generator made it.");
        }

        var mesh = new AtlasMesh(surface);
        SurfaceAtlas atlas = SurfaceAtlas.Create(mesh, asset.Recipe, options.TextureSize);
        SurfaceTextures textures = SurfaceTextures.Bake(mesh, atlas);
        GlbMesh vertices = GlbMesh.Create(mesh, atlas);
        byte[][] images = new byte[3][];
        Parallel.Invoke(
            () => images[0] = Png(textures.Color, textures.Side),
            () => images[1] = Png(textures.Packed, textures.Side),
            () => images[2] = Png(textures.Normal, textures.Side));
        WriteFile(asset, options, vertices, [vertices.Vertices, vertices.Indices, .. images], target);
    }

    private static byte[] Png(byte[] pixels, int side)
    {
        var file = new MemoryStream();
        PngWriter.WriteRgb(file, pixels, side, side);
        return file.ToArray();
    }

    private static void WriteFile(AssetPictures asset, GlbOptions options, GlbMesh mesh, byte[][] views, Stream target)
    {
        byte[] json = WriteJson(asset, options, mesh, [.. views.Select(view => view.Length)], BinaryBytes(views));
        WriteContainer(json, views, target);
    }

    /// <summary>Bytes of the chunk that views lie in.</summary>
    internal static int BinaryBytes(byte[][] views) => views.Sum(view => Align(view.Length));

    /// <summary>Writes JSON and the buffer's views, each at a multiple of 4.</summary>
    internal static void WriteContainer(byte[] json, byte[][] views, Stream target)
    {
        int binaryBytes = BinaryBytes(views);
        int jsonBytes = Align(json.Length);
        Span<byte> header = stackalloc byte[HeaderBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(header, Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], ContainerVersion);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], HeaderBytes + (2 * ChunkHeaderBytes) + jsonBytes + binaryBytes);
        target.Write(header);
        WriteChunkHeader(target, jsonBytes, JsonChunk);
        WritePadded(target, json, (byte)' ');
        WriteChunkHeader(target, binaryBytes, BinaryChunk);
        foreach (byte[] view in views)
            WritePadded(target, view, 0);
    }

    internal static int Align(int length) => (length + 3) & ~3;

    private static void WritePadded(Stream target, byte[] bytes, byte padding)
    {
        target.Write(bytes);
        for (int i = bytes.Length; i < Align(bytes.Length); i++)
            target.WriteByte(padding);
    }

    private static void WriteChunkHeader(Stream target, int length, uint type)
    {
        Span<byte> header = stackalloc byte[ChunkHeaderBytes];
        BinaryPrimitives.WriteInt32LittleEndian(header, length);
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], type);
        target.Write(header);
    }

    private static byte[] WriteJson(AssetPictures asset, GlbOptions options, GlbMesh mesh, int[] viewBytes, int binaryBytes)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"asset {asset.AssetIndex}");
        var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            WriteAsset(json, asset, options);
            WriteArray(json, "extensionsUsed", "KHR_mesh_quantization");
            WriteArray(json, "extensionsRequired", "KHR_mesh_quantization");
            json.WriteNumber("scene", 0);
            WriteArray(json, "scenes", () => WriteArray(json, "nodes", 0f));
            WriteArray(json, "nodes", () => WriteNode(json, name));
            WriteArray(json, "meshes", () =>
            {
                json.WriteString("name", name);
                WriteArray(json, "primitives", () => WritePrimitive(json));
            });
            WriteArray(json, "materials", () => WriteMaterial(json));
            WriteArray(json, "textures", [.. Enumerable.Range(0, 3).Select<int, Action>(image => () =>
            {
                json.WriteNumber("sampler", 0);
                json.WriteNumber("source", image);
            })]);
            WriteArray(json, "samplers", () =>
            {
                json.WriteNumber("magFilter", Linear);
                json.WriteNumber("minFilter", LinearMipmapLinear);
                json.WriteNumber("wrapS", ClampToEdge);
                json.WriteNumber("wrapT", ClampToEdge);
            });
            WriteArray(json, "images", [.. Enumerable.Range(0, 3).Select<int, Action>(image => () =>
            {
                json.WriteNumber("bufferView", FirstImageView + image);
                json.WriteString("mimeType", "image/png");
            })]);
            WriteAccessors(json, mesh);
            WriteViews(json, viewBytes);
            WriteArray(json, "buffers", () => json.WriteNumber("byteLength", binaryBytes));
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    internal static void WriteAsset(Utf8JsonWriter json, AssetPictures asset, GlbOptions options)
    {
        json.WriteStartObject("asset");
        json.WriteString("version", "2.0");
        json.WriteString("generator", string.Create(CultureInfo.InvariantCulture, $"Piwa, generator version {Generator.Version}"));
        json.WriteStartObject("extras");
        json.WriteNumber("assetIndex", asset.AssetIndex);
        if (asset.Recipe.Origin is { } origin)
        {
            json.WriteStartObject("origin");
            json.WriteString("preset", origin.Preset);
            json.WriteString("rig", origin.Rig);
            json.WriteNumber("campaignSeed", origin.CampaignSeed);
            json.WriteNumber("assetIndex", origin.AssetIndex);
            json.WriteString("twin", origin.Twin.ToString());
            json.WriteEndObject();
        }

        if (options.License is { } license)
            json.WriteString("license", license);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    internal static void WriteNode(Utf8JsonWriter json, string name)
    {
        const float HalfRoot = 0.70710678f; // sine and cosine of an eighth of a turn: the quaternion is that of a quarter
        json.WriteString("name", name);
        json.WriteNumber("mesh", 0);
        WriteArray(json, "translation", -0.5f, -0.5f, 0.5f);
        WriteArray(json, "rotation", -HalfRoot, 0f, 0f, HalfRoot);
    }

    private static void WritePrimitive(Utf8JsonWriter json)
    {
        json.WriteStartObject("attributes");
        json.WriteNumber("POSITION", 0);
        json.WriteNumber("NORMAL", 1);
        json.WriteNumber("TANGENT", 2);
        json.WriteNumber("TEXCOORD_0", 3);
        json.WriteNumber("_PART", 4);
        json.WriteEndObject();
        json.WriteNumber("indices", 5);
        json.WriteNumber("material", 0);
    }

    private static void WriteMaterial(Utf8JsonWriter json)
    {
        json.WriteStartObject("pbrMetallicRoughness");
        WriteTexture("baseColorTexture", 0);
        WriteTexture("metallicRoughnessTexture", 1);
        json.WriteEndObject();
        WriteTexture("normalTexture", 2);
        WriteTexture("occlusionTexture", 1);

        void WriteTexture(string name, int index)
        {
            json.WriteStartObject(name);
            json.WriteNumber("index", index);
            json.WriteEndObject();
        }
    }

    private static void WriteAccessors(Utf8JsonWriter json, GlbMesh mesh)
    {
        WriteArray(
            json,
            "accessors",
            () =>
            {
                WriteAttribute(0, UnsignedShort, "VEC3", normalized: true);
                WriteArray(json, "min", mesh.Low[0], mesh.Low[1], mesh.Low[2]);
                WriteArray(json, "max", mesh.High[0], mesh.High[1], mesh.High[2]);
            },
            () => WriteAttribute(GlbMesh.NormalOffset, Short, "VEC3", normalized: true),
            () => WriteAttribute(GlbMesh.TangentOffset, Short, "VEC4", normalized: true),
            () => WriteAttribute(GlbMesh.TexCoordOffset, UnsignedShort, "VEC2", normalized: true),
            () => WriteAttribute(GlbMesh.PartOffset, UnsignedByte, "SCALAR", normalized: false),
            () =>
            {
                json.WriteNumber("bufferView", IndexView);
                json.WriteNumber("componentType", mesh.HasShortIndices ? UnsignedShort : UnsignedInt);
                json.WriteNumber("count", mesh.IndexCount);
                json.WriteString("type", "SCALAR");
            });

        void WriteAttribute(int offset, int componentType, string type, bool normalized)
        {
            json.WriteNumber("bufferView", VertexView);
            json.WriteNumber("byteOffset", offset);
            json.WriteNumber("componentType", componentType);
            if (normalized)
                json.WriteBoolean("normalized", true);
            json.WriteNumber("count", mesh.VertexCount);
            json.WriteString("type", type);
        }
    }

    private static void WriteViews(Utf8JsonWriter json, int[] viewBytes)
    {
        int offset = 0;
        WriteArray(json, "bufferViews", [.. viewBytes.Select<int, Action>((length, view) => () =>
        {
            json.WriteNumber("buffer", 0);
            json.WriteNumber("byteOffset", offset);
            json.WriteNumber("byteLength", length);
            if (view == VertexView)
                json.WriteNumber("byteStride", GlbMesh.Stride);
            if (view < FirstImageView)
                json.WriteNumber("target", view == VertexView ? VertexTarget : IndexTarget);
            offset += Align(length);
        })]);
    }

    internal static void WriteArray(Utf8JsonWriter json, string name, params IReadOnlyList<Action> objects)
    {
        json.WriteStartArray(name);
        foreach (Action write in objects)
        {
            json.WriteStartObject();
            write();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    internal static void WriteArray(Utf8JsonWriter json, string name, string value)
    {
        json.WriteStartArray(name);
        json.WriteStringValue(value);
        json.WriteEndArray();
    }

    internal static void WriteArray(Utf8JsonWriter json, string name, params ReadOnlySpan<float> values)
    {
        json.WriteStartArray(name);
        foreach (float value in values)
            json.WriteNumberValue(value);
        json.WriteEndArray();
    }
}
