using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Piwa.Kernels.Meshes;
using Piwa.Kernels.Recipes;

namespace Piwa.Pipeline.Exports;

/// <summary>Writes an imported mesh as glTF 2.0: one primitive for each part, whose material has the part's factors. It has no textures.</summary>
/// <remarks>Quantised, and turned by its node, as <see cref="GlbWriter"/> has it.</remarks>
internal static class ImportedGlb
{
    private const int Stride = 16;
    private const int NormalOffset = 8;
    private const int Short = 5122;
    private const int UnsignedShort = 5123;
    private const int UnsignedInt = 5125;
    private const int VertexTarget = 34962;
    private const int IndexTarget = 34963;

    public static void Write(AssetPictures asset, GlbOptions options, Stream target)
    {
        var numbers = new Dictionary<(ushort Vertex, ushort Normal), int>();
        var vertices = new MemoryStream();
        Span<ushort> low = [ushort.MaxValue, ushort.MaxValue, ushort.MaxValue], high = [0, 0, 0];
        Span<byte> record = stackalloc byte[Stride];
        int[] parts = [.. asset.Parts.Select(part => (int)part).Distinct().Order()];
        Dictionary<int, MemoryStream> indices = parts.ToDictionary(part => part, _ => new MemoryStream());
        Span<byte> word = stackalloc byte[sizeof(int)];
        for (int corner = 0; corner < asset.Triangles.Length; corner++)
        {
            (ushort Vertex, ushort Normal) key = (asset.Triangles[corner], asset.Normals[corner]);
            if (!numbers.TryGetValue(key, out int number))
            {
                numbers[key] = number = numbers.Count;
                WriteVertex(record, asset.Positions.AsSpan(3 * key.Vertex, 3), OctahedralNormal.Decode(key.Normal), low, high);
                vertices.Write(record);
            }

            BinaryPrimitives.WriteInt32LittleEndian(word, number);
            indices[asset.Parts[corner / 3]].Write(word);
        }

        byte[][] views = [vertices.ToArray(), .. parts.Select(part => indices[part].ToArray())];
        GlbWriter.WriteContainer(WriteJson(asset, options, parts, views, numbers.Count, low, high), views, target);
    }

    private static void WriteVertex(Span<byte> target, ReadOnlySpan<ushort> place, Vector3 normal, Span<ushort> low, Span<ushort> high)
    {
        target.Clear();
        for (int axis = 0; axis < place.Length; axis++)
        {
            (low[axis], high[axis]) = (Math.Min(low[axis], place[axis]), Math.Max(high[axis], place[axis]));
            BinaryPrimitives.WriteUInt16LittleEndian(target[(2 * axis)..], place[axis]);
            BinaryPrimitives.WriteInt16LittleEndian(target[(NormalOffset + (2 * axis))..], (short)MathF.Floor((normal[axis] * short.MaxValue) + 0.5f));
        }
    }

    private static byte[] WriteJson(
        AssetPictures asset, GlbOptions options, int[] parts, byte[][] views, int vertexCount, ReadOnlySpan<ushort> low, ReadOnlySpan<ushort> high)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"asset {asset.AssetIndex}");
        float[] least = [low[0], low[1], low[2]], most = [high[0], high[1], high[2]];
        var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            GlbWriter.WriteAsset(json, asset, options);
            GlbWriter.WriteArray(json, "extensionsUsed", "KHR_mesh_quantization");
            GlbWriter.WriteArray(json, "extensionsRequired", "KHR_mesh_quantization");
            json.WriteNumber("scene", 0);
            GlbWriter.WriteArray(json, "scenes", () => GlbWriter.WriteArray(json, "nodes", 0f));
            GlbWriter.WriteArray(json, "nodes", () => GlbWriter.WriteNode(json, name));
            GlbWriter.WriteArray(json, "meshes", () =>
            {
                json.WriteString("name", name);
                GlbWriter.WriteArray(json, "primitives", [.. parts.Select<int, Action>((_, place) => () => WritePrimitive(json, place))]);
            });
            GlbWriter.WriteArray(json, "materials", [.. parts.Select<int, Action>(part => () => WriteMaterial(json, asset.Recipe.Parts[part].Material))]);
            GlbWriter.WriteArray(
                json,
                "accessors",
                [
                    () =>
                    {
                        WriteAttribute(json, 0, UnsignedShort, vertexCount);
                        GlbWriter.WriteArray(json, "min", least);
                        GlbWriter.WriteArray(json, "max", most);
                    },
                    () => WriteAttribute(json, NormalOffset, Short, vertexCount),
                    .. parts.Select<int, Action>((_, place) => () => WriteIndices(json, 1 + place, views[1 + place].Length / sizeof(int))),
                ]);
            WriteViews(json, views);
            GlbWriter.WriteArray(json, "buffers", () => json.WriteNumber("byteLength", GlbWriter.BinaryBytes(views)));
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static void WritePrimitive(Utf8JsonWriter json, int place)
    {
        const int Attributes = 2;
        json.WriteStartObject("attributes");
        json.WriteNumber("POSITION", 0);
        json.WriteNumber("NORMAL", 1);
        json.WriteEndObject();
        json.WriteNumber("indices", Attributes + place);
        json.WriteNumber("material", place);
    }

    private static void WriteMaterial(Utf8JsonWriter json, Material material)
    {
        json.WriteStartObject("pbrMetallicRoughness");
        GlbWriter.WriteArray(json, "baseColorFactor", material.BaseColor.X, material.BaseColor.Y, material.BaseColor.Z, 1f);
        json.WriteNumber("metallicFactor", material.Metallic);
        json.WriteNumber("roughnessFactor", material.Roughness);
        json.WriteEndObject();
    }

    private static void WriteAttribute(Utf8JsonWriter json, int offset, int componentType, int count)
    {
        json.WriteNumber("bufferView", 0);
        json.WriteNumber("byteOffset", offset);
        json.WriteNumber("componentType", componentType);
        json.WriteBoolean("normalized", true);
        json.WriteNumber("count", count);
        json.WriteString("type", "VEC3");
    }

    private static void WriteIndices(Utf8JsonWriter json, int view, int count)
    {
        json.WriteNumber("bufferView", view);
        json.WriteNumber("componentType", UnsignedInt);
        json.WriteNumber("count", count);
        json.WriteString("type", "SCALAR");
    }

    private static void WriteViews(Utf8JsonWriter json, byte[][] views)
    {
        int offset = 0;
        GlbWriter.WriteArray(json, "bufferViews", [.. views.Select<byte[], Action>((view, place) => () =>
        {
            json.WriteNumber("buffer", 0);
            json.WriteNumber("byteOffset", offset);
            json.WriteNumber("byteLength", view.Length);
            if (place == 0)
                json.WriteNumber("byteStride", Stride);
            json.WriteNumber("target", place == 0 ? VertexTarget : IndexTarget);
            offset += GlbWriter.Align(view.Length);
        })]);
    }
}
