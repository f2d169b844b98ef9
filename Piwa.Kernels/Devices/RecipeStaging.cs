using Piwa.Kernels.Buffers;
using Piwa.Kernels.Meshes;
using Piwa.Kernels.Recipes;
using Piwa.Kernels.Views;

namespace Piwa.Kernels.Devices;

/// <summary>What kernels are told of the recipes of a batch, asset after asset as on the device: so it crosses in one copy for each kind.</summary>
internal sealed class RecipeStaging(LaneOptions options)
{
    private readonly PartRecord[] _parts = new PartRecord[options.AssetCapacity * Recipe.MaxPartCount];
    private readonly float[] _partData = new float[options.AssetCapacity * FieldProgram.DataCapacity];
    private readonly int[] _partDataStarts = new int[options.AssetCapacity];
    private readonly MaterialRecord[] _materials = new MaterialRecord[options.AssetCapacity * Recipe.MaxPartCount];
    private readonly SkyRecord[] _sky = new SkyRecord[options.AssetCapacity * Lighting.SkyCoefficientCount];
    private readonly LightRecord[] _lights = new LightRecord[options.AssetCapacity * Lighting.MaxLightCount];
    private readonly ViewRecord[] _views = new ViewRecord[options.AssetCapacity * options.ViewCount];
    private int _partDataLength;

    public Span<PartRecord> Parts(int assets) => _parts.AsSpan(0, assets * Recipe.MaxPartCount);

    /// <summary>The tables of all parts, without gaps.</summary>
    public Span<float> PartData => _partData.AsSpan(0, _partDataLength);

    public Span<int> PartDataStarts(int assets) => _partDataStarts.AsSpan(0, assets);

    public Span<MaterialRecord> Materials(int assets) => _materials.AsSpan(0, assets * Recipe.MaxPartCount);

    public Span<SkyRecord> Sky(int assets) => _sky.AsSpan(0, assets * Lighting.SkyCoefficientCount);

    public Span<LightRecord> Lights(int assets) => _lights.AsSpan(0, assets * Lighting.MaxLightCount);

    public Span<ViewRecord> Views(int assets) => _views.AsSpan(0, assets * options.ViewCount);

    /// <summary>Takes an asset's parts, materials and lights. Assets can be taken at once.</summary>
    public void Take(int place, SceneMemory scene)
    {
        scene.Parts.Span.CopyTo(_parts.AsSpan(place * Recipe.MaxPartCount));
        scene.Materials.Span.CopyTo(_materials.AsSpan(place * Recipe.MaxPartCount));
        scene.Sky.Span.CopyTo(_sky.AsSpan(place * Lighting.SkyCoefficientCount));
        scene.Lights.Span.CopyTo(_lights.AsSpan(place * Lighting.MaxLightCount));
    }

    /// <summary>Takes the tables of the parts of all assets.</summary>
    public void TakePartData(AssetBatch batch, ReadOnlySpan<FieldProgram?> programs)
    {
        _partDataLength = 0;
        for (int i = 0; i < batch.Count; i++)
        {
            _partDataStarts[i] = _partDataLength;
            if (programs[i] is not { } program)
                continue;

            program.Data.CopyTo(_partData.AsSpan(_partDataLength));
            _partDataLength += program.Data.Length;
        }
    }

    /// <summary>Takes an asset's cameras.</summary>
    public void TakeViews(int place, SceneMemory scene) => scene.Views.Span.CopyTo(_views.AsSpan(place * options.ViewCount));
}
