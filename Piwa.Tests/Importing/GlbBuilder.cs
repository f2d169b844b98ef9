using System.Buffers.Binary;
using System.Text.Json.Nodes;

namespace Piwa.Tests.Importing;

/// <summary>Writes GLBs piece by piece, right or wrong, as a test asks for.</summary>
internal sealed class GlbBuilder
{
    public const int SignedByte = 5120, UnsignedByte = 5121, Short = 5122, UnsignedShort = 5123, UnsignedInt = 5125, Float = 5126;

    private readonly List<byte> _binary = [];

    public JsonObject Root { get; } = new()
    {
        ["asset"] = new JsonObject { ["version"] = "2.0" },
        ["scene"] = 0,
        ["scenes"] = new JsonArray(new JsonObject { ["nodes"] = new JsonArray() }),
        ["nodes"] = new JsonArray(),
        ["meshes"] = new JsonArray(),
        ["accessors"] = new JsonArray(),
        ["bufferViews"] = new JsonArray(),
        ["materials"] = new JsonArray(),
    };

    /// <summary>Whether the binary chunk is written, with a buffer.</summary>
    public bool HasBuffer { get; set; } = true;

    public JsonArray List(string name) => (JsonArray)(Root[name] ??= new JsonArray());

    /// <summary>Adds bytes as a buffer view; returns its index.</summary>
    public int View(ReadOnlySpan<byte> bytes, int? stride = null)
    {
        while (_binary.Count % 4 != 0)
            _binary.Add(0);
        var view = new JsonObject { ["buffer"] = 0, ["byteOffset"] = _binary.Count, ["byteLength"] = bytes.Length };
        if (stride is { } distance)
            view["byteStride"] = distance;
        _binary.AddRange(bytes);
        List("bufferViews").Add((JsonNode)view);
        return List("bufferViews").Count - 1;
    }

    /// <summary>Adds an accessor of numbers; returns its index.</summary>
    public int Accessor(string type, int component, ReadOnlySpan<double> values, bool normalized = false)
    {
        var bytes = new List<byte>();
        Span<byte> word = stackalloc byte[4];
        foreach (double value in values)
        {
            int size = component switch { SignedByte or UnsignedByte => 1, Short or UnsignedShort => 2, _ => 4 };
            if (component == Float)
                BinaryPrimitives.WriteSingleLittleEndian(word, (float)value);
            else
                BinaryPrimitives.WriteUInt32LittleEndian(word, unchecked((uint)(long)value));
            bytes.AddRange(word[..size]);
        }

        int components = type switch { "SCALAR" => 1, "VEC2" => 2, "VEC3" => 3, _ => 4 };
        return Accessor(type, component, values.Length / components, View([.. bytes]), normalized);
    }

    /// <summary>Adds an accessor of a buffer view; returns its index.</summary>
    public int Accessor(string type, int component, int count, int? view, bool normalized = false)
    {
        var accessor = new JsonObject { ["componentType"] = component, ["count"] = count, ["type"] = type };
        if (view is { } index)
            accessor["bufferView"] = index;
        if (normalized)
            accessor["normalized"] = true;
        List("accessors").Add((JsonNode)accessor);
        return List("accessors").Count - 1;
    }

    /// <summary>Adds a primitive with floats for positions and 32-bit indices.</summary>
    public JsonObject Primitive(ReadOnlySpan<double> positions, ReadOnlySpan<int> indices, int? material = null, int mode = 4)
    {
        var primitive = new JsonObject { ["attributes"] = new JsonObject { ["POSITION"] = Accessor("VEC3", Float, positions) } };
        if (!indices.IsEmpty)
            primitive["indices"] = Accessor("SCALAR", UnsignedInt, [.. indices.ToArray().Select(index => (double)index)]);
        if (material is { } index)
            primitive["material"] = index;
        if (mode != 4)
            primitive["mode"] = mode;
        return primitive;
    }

    /// <summary>Adds a mesh; returns its index.</summary>
    public int Mesh(params JsonObject[] primitives)
    {
        List("meshes").Add((JsonNode)new JsonObject { ["primitives"] = new JsonArray([.. primitives.Select(one => (JsonNode)one)]) });
        return List("meshes").Count - 1;
    }

    /// <summary>Adds a node; of the scene, where it is no child.</summary>
    public int Node(int? mesh = null, bool isRoot = true, JsonObject? transform = null, params int[] children)
    {
        JsonObject node = transform ?? [];
        if (mesh is { } index)
            node["mesh"] = index;
        if (children.Length > 0)
            node["children"] = new JsonArray([.. children.Select(child => (JsonNode)JsonValue.Create(child))]);
        List("nodes").Add((JsonNode)node);
        int number = List("nodes").Count - 1;
        if (isRoot)
            ((JsonArray)Root["scenes"]![0]!["nodes"]!).Add((JsonNode)JsonValue.Create(number));
        return number;
    }

    /// <summary>Adds a material; returns its index.</summary>
    public int Material(double[]? color = null, double? metallic = null, double? roughness = null, bool doubleSided = false)
    {
        var model = new JsonObject();
        if (color is not null)
            model["baseColorFactor"] = new JsonArray([.. color.Select(part => (JsonNode)JsonValue.Create(part))]);
        if (metallic is { } metal)
            model["metallicFactor"] = metal;
        if (roughness is { } rough)
            model["roughnessFactor"] = rough;
        var material = new JsonObject { ["pbrMetallicRoughness"] = model };
        if (doubleSided)
            material["doubleSided"] = true;
        List("materials").Add((JsonNode)material);
        return List("materials").Count - 1;
    }

    public byte[] Build()
    {
        while (_binary.Count % 4 != 0)
            _binary.Add(0);
        if (HasBuffer && _binary.Count > 0)
            Root["buffers"] ??= new JsonArray(new JsonObject { ["byteLength"] = _binary.Count });
        return Build(System.Text.Encoding.UTF8.GetBytes(Root.ToJsonString()), HasBuffer ? [.. _binary] : null);
    }

    /// <summary>A container of any JSON and any bytes.</summary>
    public static byte[] Build(byte[] json, byte[]? binary)
    {
        byte[] padded = [.. json, .. Enumerable.Repeat((byte)' ', (4 - (json.Length % 4)) % 4)];
        int length = 12 + 8 + padded.Length + (binary is null ? 0 : 8 + binary.Length);
        var file = new List<byte>();
        Word(0x46546C67);
        Word(2);
        Word((uint)length);
        Word((uint)padded.Length);
        Word(0x4E4F534A);
        file.AddRange(padded);
        if (binary is not null)
        {
            Word((uint)binary.Length);
            Word(0x004E4942);
            file.AddRange(binary);
        }

        return [.. file];

        void Word(uint value) => file.AddRange(BitConverter.GetBytes(value));
    }
}
