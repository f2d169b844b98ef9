using System.Buffers.Binary;
using System.Numerics;
using System.Text.Json;

namespace Piwa.Tests.Exports;

/// <summary>Reads GLB files as the specification says; the one mesh with its one primitive.</summary>
internal sealed class GlbFile
{
    private readonly byte[] _file;
    private readonly int _binary;

    public GlbFile(byte[] file)
    {
        _file = file;
        Assert.Equal((0x46546C67u, 2u, (uint)file.Length), (Word(0), Word(4), Word(8)));
        int jsonBytes = (int)Word(12);
        _binary = 20 + jsonBytes + 8;
        Assert.Equal((0x4E4F534Au, 0x004E4942u), (Word(16), Word(20 + jsonBytes + 4)));
        Assert.Equal((0, file.Length - _binary), (jsonBytes % 4, (int)Word(20 + jsonBytes)));
        Root = JsonDocument.Parse(file.AsMemory(20, jsonBytes)).RootElement;
        JsonElement primitive = Root.GetProperty("meshes")[0].GetProperty("primitives")[0];
        JsonElement attributes = primitive.GetProperty("attributes");
        Indices = [.. Read(primitive.GetProperty("indices")).Select(index => (int)index[0])];
        Positions = [.. Read(attributes.GetProperty("POSITION")).Select(value => new Vector3(value[0] - 0.5f, value[1] - 0.5f, value[2] - 0.5f))];
        Normals = [.. Read(attributes.GetProperty("NORMAL")).Select(value => new Vector3(value))];
        Tangents = [.. Read(attributes.GetProperty("TANGENT")).Select(value => new Vector4(value))];
        TexCoords = [.. Read(attributes.GetProperty("TEXCOORD_0")).Select(value => new Vector2(value))];
        Parts = [.. Read(attributes.GetProperty("_PART")).Select(value => (int)value[0])];
    }

    public JsonElement Root { get; }

    public int[] Indices { get; }

    /// <summary>In the world frame of Piwa: before the node's rotation, after its translation.</summary>
    public Vector3[] Positions { get; }

    public Vector3[] Normals { get; }

    public Vector4[] Tangents { get; }

    public Vector2[] TexCoords { get; }

    public int[] Parts { get; }

    /// <summary>Pixels of an image: red, green, blue.</summary>
    public byte[] Image(int index, out int side)
    {
        JsonElement view = Root.GetProperty("bufferViews")[Root.GetProperty("images")[index].GetProperty("bufferView").GetInt32()];
        byte[] pixels = PngTests.Decode(
            _file[(_binary + view.GetProperty("byteOffset").GetInt32())..][..view.GetProperty("byteLength").GetInt32()],
            out (int Width, int Height, byte Depth, byte Type) header);
        Assert.Equal((header.Width, (byte)8, (byte)2), (header.Height, header.Depth, header.Type));
        side = header.Width;
        return pixels;
    }

    private IEnumerable<float[]> Read(JsonElement index)
    {
        JsonElement accessor = Root.GetProperty("accessors")[index.GetInt32()];
        JsonElement view = Root.GetProperty("bufferViews")[accessor.GetProperty("bufferView").GetInt32()];
        int components = accessor.GetProperty("type").GetString() switch { "SCALAR" => 1, "VEC2" => 2, "VEC3" => 3, _ => 4 };
        int type = accessor.GetProperty("componentType").GetInt32(), size = type switch { 5121 => 1, 5122 or 5123 => 2, _ => 4 };
        bool normalized = accessor.TryGetProperty("normalized", out JsonElement flag) && flag.GetBoolean();
        int stride = view.TryGetProperty("byteStride", out JsonElement given) ? given.GetInt32() : components * size;
        int start = _binary + view.GetProperty("byteOffset").GetInt32()
            + (accessor.TryGetProperty("byteOffset", out JsonElement offset) ? offset.GetInt32() : 0);
        for (int i = 0; i < accessor.GetProperty("count").GetInt32(); i++)
        {
            var values = new float[components];
            for (int component = 0; component < components; component++)
            {
                ReadOnlySpan<byte> bytes = _file.AsSpan(start + (i * stride) + (component * size));
                values[component] = type switch
                {
                    5121 => bytes[0],
                    5122 => MathF.Max(BinaryPrimitives.ReadInt16LittleEndian(bytes) / (normalized ? 32767f : 1f), -1f),
                    5123 => BinaryPrimitives.ReadUInt16LittleEndian(bytes) / (normalized ? 65535f : 1f),
                    _ => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
                };
            }

            yield return values;
        }
    }

    private uint Word(int at) => BinaryPrimitives.ReadUInt32LittleEndian(_file.AsSpan(at));
}
