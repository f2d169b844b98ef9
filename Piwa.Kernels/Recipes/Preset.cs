using Piwa.Kernels.Recipes.Presets;

namespace Piwa.Kernels.Recipes;

/// <summary>A named distribution of recipes: a pure function from (campaign seed, asset index) to a recipe.</summary>
/// <remarks>Immutable; any number of threads may use it.</remarks>
public sealed partial class Preset
{
    /// <summary>Piwa's own: all primitives, deformations, reliefs, symmetry, attachment, lattices, smooth joins, shells.</summary>
    public static readonly Preset Piwa = new(
        "piwa",
        "Piwa's own: 25 primitives, deformations, reliefs, symmetry, attachment, lattices, smooth joins, shells.",
        PiwaPreset.Sample);

    /// <summary>The published distributions of Zeroverse.</summary>
    public static readonly Preset Zeroverse = new(
        "zeroverse", "The published distributions of Zeroverse (LRM-Zero).", (seed, index) => ZeroversePreset.Sample(seed, index, ZeroverseLevel.Zeroverse));

    /// <summary>The complexity ladder of Point-MAE-Zero, levels 1 to 13.</summary>
    public static readonly IReadOnlyList<Preset> Ladder = [.. ZeroverseLevel.Ladder.Select(level => new Preset(
        level.Name, level.Description, (seed, index) => ZeroversePreset.Sample(seed, index, level)))];

    /// <summary>All of Piwa's own presets.</summary>
    public static readonly IReadOnlyList<Preset> All = [Piwa, Zeroverse, .. Ladder];

    private readonly Func<ulong, ulong, Part[]> _sampleParts;
    private readonly bool _keepsMaterials;

    private Preset(string name, string description, Func<ulong, ulong, Part[]> sampleParts, bool isOwn = false, bool keepsMaterials = false)
    {
        Name = name;
        Description = description;
        _sampleParts = sampleParts;
        _keepsMaterials = keepsMaterials;
        IsOwn = isOwn;
    }

    /// <summary>The preset's name, as commands and recipes write it.</summary>
    public string Name { get; }

    /// <summary>One line on what it makes.</summary>
    public string Description { get; }

    /// <summary>Whether it is none of <see cref="All"/>: then its recipes are checked before the kernels take them.</summary>
    public bool IsOwn { get; }

    /// <summary>The preset of that name, out of <see cref="All"/> or <see cref="Registered"/>.</summary>
    /// <exception cref="ArgumentException">No preset has that name.</exception>
    public static Preset Find(string name) => All.Concat(Registered).FirstOrDefault(preset => preset.Name == name)
        ?? throw new ArgumentException(
            $"There is no preset '{name}'. Presets: {string.Join(", ", All.Concat(Registered).Select(preset => preset.Name))}. "
            + "One of your own has to be registered first, with Preset.Register, in the process that is to find it.");

    /// <summary>The recipe of one asset.</summary>
    /// <param name="campaignSeed">Seed of the campaign.</param>
    /// <param name="assetIndex">Index of the asset; any, in any order.</param>
    /// <param name="rig">The cameras.</param>
    /// <param name="twin">The counterfactual twin.</param>
    public Recipe Sample(ulong campaignSeed, ulong assetIndex, CameraRig rig, Twin twin = default)
    {
        ArgumentNullException.ThrowIfNull(rig);
        Part[] parts = _sampleParts(campaignSeed, assetIndex);
        if (!_keepsMaterials || twin.Kind == TwinKind.Material)
        {
            var materials = new MaterialSampler(campaignSeed, assetIndex, VariantOf(twin, TwinKind.Material));
            for (int i = 0; i < parts.Length; i++)
                parts[i] = parts[i] with { Material = materials.Sample(i) };
        }

        // The first part stays: without it there may be nothing to cut.
        if (twin.Kind == TwinKind.Part && parts.Length > 1)
        {
            int left = 1 + (twin.Number % (parts.Length - 1));
            parts = [.. parts.Where((_, i) => i != left)];
        }

        return new Recipe
        {
            Origin = new RecipeOrigin(Name, rig.Name, campaignSeed, assetIndex, twin),
            Parts = parts,
            Lighting = LightingSampler.Sample(campaignSeed, assetIndex, VariantOf(twin, TwinKind.Light)),
            Cameras = rig.CreateCameras(campaignSeed, assetIndex),
        };
    }

    /// <summary>0 for the asset itself; each twin of a kind has streams of its own.</summary>
    private static int VariantOf(Twin twin, TwinKind kind) => twin.Kind == kind ? 1 + (twin.Number % 255) : 0;
}
