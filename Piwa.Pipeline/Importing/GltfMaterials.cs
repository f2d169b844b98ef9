using System.Numerics;
using Piwa.Kernels.Recipes;

namespace Piwa.Pipeline.Importing;

/// <summary>Reads the materials of a glTF: the factors that our model of shading has, and the bytes of their images.</summary>
internal sealed class GltfMaterials
{
    private readonly GlbFile _file;
    private readonly SourceMesh _target;
    private readonly GltfValue[] _materials;
    private readonly GltfValue[] _textures;
    private readonly GltfValue[] _images;
    private readonly Dictionary<int, int> _numbers = [];

    /// <param name="file">The file.</param>
    /// <param name="target">Receives the materials that are asked for, and notes on what is not drawn of them.</param>
    public GltfMaterials(GlbFile file, SourceMesh target)
    {
        _file = file;
        _target = target;
        _materials = file.Root.Objects("materials");
        _textures = file.Root.Objects("textures");
        _images = file.Root.Objects("images");
    }

    /// <summary>The number in the target of a primitive's material.</summary>
    public int NumberOf(GltfValue primitive)
    {
        const int Default = -1;
        int index = primitive.Integer("material") ?? Default;
        if (_numbers.TryGetValue(index, out int number))
            return number;
        if (index >= _materials.Length)
            throw primitive.Fault($"it is of materials[{index}]; there are {_materials.Length}");
        _target.Materials.Add(index == Default ? new SourceMaterial(Create([1, 1, 1], 1, 1), false, []) : Read(_materials[index]));
        return _numbers[index] = _target.Materials.Count - 1;
    }

    private SourceMaterial Read(GltfValue material)
    {
        List<ReadOnlyMemory<byte>> images = [];
        GltfValue? model = material.Object("pbrMetallicRoughness");
        double[] color = model?.Numbers("baseColorFactor", 4) ?? [1, 1, 1, 1];
        double metallic = model?.Number("metallicFactor", 1) ?? 1, roughness = model?.Number("roughnessFactor", 1) ?? 1;
        if (AddImage(model, "baseColorTexture", images))
            _target.Notes.Add("Base colour textures are not drawn: the surface has the factor's colour alone.");
        if (AddImage(model, "metallicRoughnessTexture", images))
        {
            _target.Notes.Add("Metallic-roughness textures are not drawn: where there is one the surface is taken for no metal.");
            metallic = 0;
        }

        if (AddImage(material, "normalTexture", images))
            _target.Notes.Add("Normal textures are not drawn.");
        if (AddImage(material, "occlusionTexture", images))
            _target.Notes.Add("Occlusion textures are not drawn: occlusion is that of the geometry.");
        bool isEmissive = AddImage(material, "emissiveTexture", images) | (material.Numbers("emissiveFactor", 3) ?? []).Any(factor => factor != 0);
        if (isEmissive)
            _target.Notes.Add("Surfaces do not shine by themselves: emission is not drawn.");
        if (material.Text("alphaMode") is not (null or "OPAQUE"))
            _target.Notes.Add("All surfaces are opaque: alpha is not drawn.");
        foreach (string name in material.Object("extensions")?.Names() ?? [])
            _target.Notes.Add($"What {name} says of a material is not drawn.");
        return new SourceMaterial(Create(color, metallic, roughness), material.Flag("doubleSided"), images);
    }

    /// <summary>What has no part in it is 0, so that equal materials have equal bytes.</summary>
    private static Material Create(ReadOnlySpan<double> color, double metallic, double roughness) => new()
    {
        BaseColor = new Vector3(Unit(color[0]), Unit(color[1]), Unit(color[2])),
        SecondColor = Vector3.Zero,
        AccentColor = Vector3.Zero,
        Frequency = 0,
        Metallic = Unit(metallic),
        Roughness = Unit(roughness),
        SecondRoughness = 0,
    };

    /// <summary>Adds the bytes of a texture's image; false where there is no texture.</summary>
    private bool AddImage(GltfValue? owner, string name, List<ReadOnlyMemory<byte>> images)
    {
        if (owner?.Object(name) is not { } use)
            return false;
        int index = use.RequiredInteger("index");
        if (index >= _textures.Length)
            throw use.Fault($"it is textures[{index}]; there are {_textures.Length}");
        GltfValue texture = _textures[index];
        int? source = texture.Integer("source");
        if (texture.Object("extensions") is { } extensions)
        {
            foreach (string extension in extensions.Names())
                source ??= extensions.Object(extension)?.Integer("source");
        }

        if (source is not { } place)
            return true;
        if (place >= _images.Length)
            throw texture.Fault($"its source is images[{place}]; there are {_images.Length}");
        GltfValue image = _images[place];
        if (image.Has("uri"))
            throw image.Fault("it is in another place ('uri'); export with all images in the GLB");
        images.Add(_file.View(image.RequiredInteger("bufferView"), image));
        return true;
    }

    private static float Unit(double factor) => (float)Math.Clamp(factor, 0, 1);
}
