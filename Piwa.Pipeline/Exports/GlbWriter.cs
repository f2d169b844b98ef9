using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Piwa.Kernels.Meshes;
using Piwa.Kernels.Recipes;

namespace Piwa.Pipeline.Exports;

/// <summary>
/// Writes glTF 2.0 in its binary container. Each part is a primitive with its material; vertices at creases are there once for each
/// side, as glTF asks.
/// </summary>
internal static class GlbWriter
{
    private const uint Magic = 0x46546C67; // "glTF"
    private const uint ContainerVersion = 2;
    private const uint JsonChunk = 0x4E4F534A;
    private const uint BinaryChunk = 0x004E4942;
    private const int HeaderBytes = 12;
    private const int ChunkHeaderBytes = 8;
    private const int FloatType = 5126;
    private const int UnsignedIntType = 5125;
    private const int VertexTarget = 34962;
    private const int IndexTarget = 34963;

    public static void Write(AssetPictures asset, Stream target)
    {
        Primitive[] primitives = [.. Enumerable.Range(0, asset.Recipe.Parts.Count)
            .Select(part => Primitive.Of(asset, part))
            .Where(primitive => primitive.Indices.Count > 0)];
        var binary = new MemoryStream();
        foreach (Primitive primitive in primitives)
            primitive.Append(binary);

        byte[] json = WriteJson(asset, primitives, (int)binary.Length);
        int jsonBytes = Align(json.Length);
        Span<byte> header = stackalloc byte[HeaderBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(header, Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], ContainerVersion);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], HeaderBytes + (2 * ChunkHeaderBytes) + jsonBytes + (int)binary.Length);
        target.Write(header);
        WriteChunkHeader(target, jsonBytes, JsonChunk);
        target.Write(json);
        for (int i = json.Length; i < jsonBytes; i++)
            target.WriteByte((byte)' ');
        WriteChunkHeader(target, (int)binary.Length, BinaryChunk);
        binary.WriteTo(target);
    }

    private static int Align(int length) => (length + 3) & ~3;

    private static void WriteChunkHeader(Stream target, int length, uint type)
    {
        Span<byte> header = stackalloc byte[ChunkHeaderBytes];
        BinaryPrimitives.WriteInt32LittleEndian(header, length);
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], type);
        target.Write(header);
    }

    private static byte[] WriteJson(AssetPictures asset, Primitive[] primitives, int binaryBytes)
    {
        var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteStartObject("asset");
            json.WriteString("version", "2.0");
            json.WriteString("generator", "Piwa");
            json.WriteEndObject();
            json.WriteNumber("scene", 0);
            WriteArray(json, "scenes", [() => WriteArray(json, "nodes", 0)]);
            WriteArray(json, "nodes", [() =>
            {
                json.WriteString("name", string.Create(CultureInfo.InvariantCulture, $"asset {asset.AssetIndex}"));
                json.WriteNumber("mesh", 0);
            }]);
            WriteArray(json, "meshes", [() => WriteArray(json, "primitives", [.. primitives.Select((_, i) => (Action)(() => WritePrimitive(json, i)))])]);
            WriteArray(json, "materials", [.. primitives.Select(p => (Action)(() => WriteMaterial(json, asset.Recipe.Parts[p.Part].Material, p.Part)))]);
            WriteArray(json, "accessors", [.. primitives.SelectMany((p, i) => p.Accessors(json, 3 * i))]);
            int offset = 0;
            WriteArray(json, "bufferViews", [.. primitives.SelectMany(p => p.BufferViews(json, ref offset))]);
            WriteArray(json, "buffers", [() => json.WriteNumber("byteLength", binaryBytes)]);
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static void WritePrimitive(Utf8JsonWriter json, int index)
    {
        json.WriteStartObject("attributes");
        json.WriteNumber("POSITION", 3 * index);
        json.WriteNumber("NORMAL", (3 * index) + 1);
        json.WriteEndObject();
        json.WriteNumber("indices", (3 * index) + 2);
        json.WriteNumber("material", index);
    }

    /// <summary>The pattern's mean: its details are not exported.</summary>
    private static void WriteMaterial(Utf8JsonWriter json, Material material, int part)
    {
        const float SecondShare = 0.4f;
        float share = material.Family == MaterialFamily.Plain ? 0f : SecondShare;
        Vector3 color = (material.BaseColor * (1f - share)) + (material.SecondColor * share);
        json.WriteString("name", string.Create(CultureInfo.InvariantCulture, $"part {part} {material.Family}").ToLowerInvariant());
        json.WriteStartObject("pbrMetallicRoughness");
        WriteArray(json, "baseColorFactor", color.X, color.Y, color.Z, 1f);
        json.WriteNumber("metallicFactor", material.Metallic);
        json.WriteNumber("roughnessFactor", material.Roughness + ((material.SecondRoughness - material.Roughness) * share));
        json.WriteEndObject();
    }

    private static void WriteArray(Utf8JsonWriter json, string name, params IReadOnlyList<Action> objects)
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

    private static void WriteArray(Utf8JsonWriter json, string name, params ReadOnlySpan<float> values)
    {
        json.WriteStartArray(name);
        foreach (float value in values)
            json.WriteNumberValue(value);
        json.WriteEndArray();
    }

    /// <summary>The triangles of one part with the vertices they use.</summary>
    private sealed class Primitive
    {
        private readonly List<Vector3> _positions = [];
        private readonly List<Vector3> _normals = [];

        private Primitive(int part) => Part = part;

        public int Part { get; }

        public List<int> Indices { get; } = [];

        public static Primitive Of(AssetPictures asset, int part)
        {
            var primitive = new Primitive(part);
            var numbers = new Dictionary<(ushort Vertex, ushort Normal), int>();
            for (int corner = 0; corner < asset.Triangles.Length; corner++)
            {
                if (asset.Parts[corner / 3] != part)
                    continue;

                (ushort Vertex, ushort Normal) key = (asset.Triangles[corner], asset.Normals[corner]);
                if (!numbers.TryGetValue(key, out int number))
                {
                    numbers[key] = number = numbers.Count;
                    primitive._positions.Add(UpFromZ(MeshExporter.Position(asset, key.Vertex)));
                    primitive._normals.Add(UpFromZ(OctahedralNormal.Decode(key.Normal)));
                }

                primitive.Indices.Add(number);
            }

            return primitive;
        }

        public void Append(Stream binary)
        {
            foreach (Vector3 position in _positions)
                Append(binary, position);
            foreach (Vector3 normal in _normals)
                Append(binary, normal);
            Span<byte> word = stackalloc byte[sizeof(int)];
            foreach (int index in Indices)
            {
                BinaryPrimitives.WriteInt32LittleEndian(word, index);
                binary.Write(word);
            }
        }

        public IEnumerable<Action> Accessors(Utf8JsonWriter json, int firstView)
        {
            yield return () =>
            {
                WriteAccessor(json, firstView, FloatType, _positions.Count, "VEC3");
                Vector3 low = _positions.Aggregate(Vector3.Min), high = _positions.Aggregate(Vector3.Max);
                WriteArray(json, "min", low.X, low.Y, low.Z);
                WriteArray(json, "max", high.X, high.Y, high.Z);
            };
            yield return () => WriteAccessor(json, firstView + 1, FloatType, _normals.Count, "VEC3");
            yield return () => WriteAccessor(json, firstView + 2, UnsignedIntType, Indices.Count, "SCALAR");
        }

        public List<Action> BufferViews(Utf8JsonWriter json, ref int offset)
        {
            const int VectorBytes = 3 * sizeof(float);
            int vectors = _positions.Count * VectorBytes, indices = Indices.Count * sizeof(int), start = offset;
            offset += (2 * vectors) + indices;
            return
            [
                () => WriteView(json, start, vectors, VertexTarget),
                () => WriteView(json, start + vectors, vectors, VertexTarget),
                () => WriteView(json, start + (2 * vectors), indices, IndexTarget),
            ];
        }

        /// <summary>glTF is y up: turn by a quarter round x.</summary>
        private static Vector3 UpFromZ(Vector3 v) => new(v.X, v.Z, -v.Y);

        private static void Append(Stream binary, Vector3 value)
        {
            Span<byte> bytes = stackalloc byte[3 * sizeof(float)];
            BinaryPrimitives.WriteSingleLittleEndian(bytes, value.X);
            BinaryPrimitives.WriteSingleLittleEndian(bytes[4..], value.Y);
            BinaryPrimitives.WriteSingleLittleEndian(bytes[8..], value.Z);
            binary.Write(bytes);
        }

        private static void WriteAccessor(Utf8JsonWriter json, int view, int componentType, int count, string type)
        {
            json.WriteNumber("bufferView", view);
            json.WriteNumber("componentType", componentType);
            json.WriteNumber("count", count);
            json.WriteString("type", type);
        }

        private static void WriteView(Utf8JsonWriter json, int offset, int length, int target)
        {
            json.WriteNumber("buffer", 0);
            json.WriteNumber("byteOffset", offset);
            json.WriteNumber("byteLength", length);
            json.WriteNumber("target", target);
        }
    }
}
