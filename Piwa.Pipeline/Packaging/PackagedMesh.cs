using System.Globalization;
using System.Text;
using Piwa.Pipeline.Importing;

namespace Piwa.Pipeline.Packaging;

/// <summary>What a GLB of an asset holds, taken apart for a package: the OBJ of the same mesh, and its pictures as files.</summary>
/// <remarks>The OBJ is in the world frame, z up, centred, longest side 1; the node of the GLB turns the same mesh to y up.</remarks>
internal sealed class PackagedMesh
{
    public const string GlbName = "geometry/asset.glb";
    public const string ObjName = "geometry/asset.obj";
    public const string MtlName = "geometry/asset.mtl";

    private const double Centre = 0.5;

    private readonly List<Primitive> _primitives = [];
    private readonly SortedDictionary<string, byte[]> _images = new(StringComparer.Ordinal);
    private readonly List<PackagedMaterial> _materials = [];

    private PackagedMesh()
    {
    }

    public IReadOnlyList<PackagedMaterial> Materials => _materials;

    /// <summary>The pictures of the materials, by the names of their files.</summary>
    public IReadOnlyDictionary<string, byte[]> Images => _images;

    /// <summary>Takes a GLB apart that Piwa has written.</summary>
    public static PackagedMesh Read(byte[] glb)
    {
        using GlbFile file = GlbFile.Open(glb);
        var mesh = new PackagedMesh();
        var accessors = new GltfAccessors(file);
        foreach (GltfValue material in file.Root.Objects("materials"))
            mesh._materials.Add(mesh.ReadMaterial(file, material));
        foreach (GltfValue primitive in file.Root.Objects("meshes")[0].Objects("primitives"))
        {
            GltfValue attributes = primitive.Object("attributes")!.Value;
            mesh._primitives.Add(new Primitive(
                primitive.RequiredInteger("material"),
                accessors.Vectors(attributes.RequiredInteger("POSITION"), attributes, "VEC3", 3),
                accessors.Vectors(attributes.RequiredInteger("NORMAL"), attributes, "VEC3", 3),
                attributes.Integer("TEXCOORD_0") is { } place ? accessors.Vectors(place, attributes, "VEC2", 2) : [],
                accessors.Indices(primitive.RequiredInteger("indices"), primitive, int.MaxValue)));
        }

        return mesh;
    }

    public byte[] ToObj(ulong assetIndex)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"# Piwa asset {assetIndex}: right-handed, z up, longest side 1\nmtllib asset.mtl\no asset\n");
        int vertices = 0, normals = 0, coordinates = 0;

        // Primitives may share their vertices: what was written for one is not written again.
        Primitive? last = null;
        foreach (Primitive primitive in _primitives)
        {
            bool isShared = last is not null && last.Positions.AsSpan().SequenceEqual(primitive.Positions) && last.Normals.AsSpan().SequenceEqual(primitive.Normals);
            if (!isShared)
            {
                (vertices, normals, coordinates) = last is null
                    ? (0, 0, 0)
                    : (vertices + (last.Positions.Length / 3), normals + (last.Normals.Length / 3), coordinates + (last.Coordinates.Length / 2));
                WriteVertices(text, primitive);
                last = primitive;
            }

            text.Append(CultureInfo.InvariantCulture, $"usemtl material-{primitive.Material}\n");
            for (int i = 0; i < primitive.Indices.Length; i += 3)
            {
                text.Append('f');
                for (int corner = i; corner < i + 3; corner++)
                {
                    int index = primitive.Indices[corner] + 1;
                    string coordinate = primitive.Coordinates.Length == 0 ? "" : (coordinates + index).ToString(CultureInfo.InvariantCulture);
                    text.Append(CultureInfo.InvariantCulture, $" {vertices + index}/{coordinate}/{normals + index}");
                }

                text.Append('\n');
            }
        }

        return System.Text.Encoding.ASCII.GetBytes(text.ToString());
    }

    public byte[] ToMtl()
    {
        StringBuilder text = new();
        foreach ((int number, PackagedMaterial material) in _materials.Index())
        {
            text.Append(CultureInfo.InvariantCulture, $"newmtl material-{number}\nKd {Number(material.BaseColor[0])} {Number(material.BaseColor[1])} {Number(material.BaseColor[2])}\n");
            text.Append(CultureInfo.InvariantCulture, $"Pm {Number(material.Metallic)}\nPr {Number(material.Roughness)}\n");
            foreach ((string channel, string name) in material.Textures)
            {
                // MTL has no picture of several channels: metallic and roughness are in the index, and in the GLB.
                if (channel is "baseColor" or "normal")
                    text.Append(CultureInfo.InvariantCulture, $"{(channel == "normal" ? "norm" : "map_Kd")} ../{name}\n");
            }
        }

        return System.Text.Encoding.ASCII.GetBytes(text.ToString());
    }

    /// <summary>A number as files have it: the same text on every machine.</summary>
    internal static string Number(double value) => ((float)value).ToString("R", CultureInfo.InvariantCulture);

    private static void WriteVertices(StringBuilder text, Primitive primitive)
    {
        for (int i = 0; i < primitive.Positions.Length; i += 3)
            text.Append(CultureInfo.InvariantCulture, $"v {Place(i)} {Place(i + 1)} {Place(i + 2)}\n");
        for (int i = 0; i < primitive.Normals.Length; i += 3)
            text.Append(CultureInfo.InvariantCulture, $"vn {Number(primitive.Normals[i])} {Number(primitive.Normals[i + 1])} {Number(primitive.Normals[i + 2])}\n");

        // The origin of glTF's pictures is above, that of OBJ's below.
        for (int i = 0; i < primitive.Coordinates.Length; i += 2)
            text.Append(CultureInfo.InvariantCulture, $"vt {Number(primitive.Coordinates[i])} {Number(1 - primitive.Coordinates[i + 1])}\n");

        string Place(int i) => Number(primitive.Positions[i] - Centre);
    }

    private PackagedMaterial ReadMaterial(GlbFile file, GltfValue material)
    {
        GltfValue? factors = material.Object("pbrMetallicRoughness");
        List<(string, string)> textures = [];
        Add("baseColor", factors?.Object("baseColorTexture"));
        Add("metallicRoughness", factors?.Object("metallicRoughnessTexture"));
        Add("normal", material.Object("normalTexture"));
        Add("occlusion", material.Object("occlusionTexture"));
        return new PackagedMaterial(
            factors?.Numbers("baseColorFactor", 4) ?? [1, 1, 1, 1], factors?.Number("metallicFactor", 1) ?? 1, factors?.Number("roughnessFactor", 1) ?? 1, textures);

        void Add(string channel, GltfValue? reference)
        {
            if (reference is not { } texture)
                return;
            int source = file.Root.Objects("textures")[texture.RequiredInteger("index")].RequiredInteger("source");
            string name = string.Create(CultureInfo.InvariantCulture, $"textures/{source}.png");
            GltfValue image = file.Root.Objects("images")[source];
            _images.TryAdd(name, file.View(image.RequiredInteger("bufferView"), image).ToArray());
            textures.Add((channel, name));
        }
    }

    private sealed record Primitive(int Material, double[] Positions, double[] Normals, double[] Coordinates, int[] Indices);
}
