using Piwa.Kernels.Recipes.Presets;

namespace Piwa.Kernels.Recipes;

/// <summary>A named distribution of recipes: a pure function from (campaign seed, asset index) to a recipe.</summary>
public sealed class Preset
{
    /// <summary>The published distributions of Zeroverse.</summary>
    public static readonly Preset Zeroverse = new("zeroverse", "The published distributions of Zeroverse (LRM-Zero).", ZeroversePreset.Sample);

    /// <summary>Piwa's own: more primitives, uniform rotations, attached placement, smooth joins.</summary>
    public static readonly Preset Piwa = new("piwa", "More primitives, uniform rotations, attached placement, smooth joins.", PiwaPreset.Sample);

    /// <summary>All presets.</summary>
    public static readonly IReadOnlyList<Preset> All = [Piwa, Zeroverse];

    private readonly Func<ulong, ulong, Part[]> _sampleParts;

    private Preset(string name, string description, Func<ulong, ulong, Part[]> sampleParts)
    {
        Name = name;
        Description = description;
        _sampleParts = sampleParts;
    }

    /// <summary>The preset's name, as commands and recipes write it.</summary>
    public string Name { get; }

    /// <summary>One line on what it makes.</summary>
    public string Description { get; }

    /// <summary>The preset of that name.</summary>
    /// <exception cref="ArgumentException">No preset has that name.</exception>
    public static Preset Find(string name) => All.FirstOrDefault(preset => preset.Name == name)
        ?? throw new ArgumentException($"There is no preset '{name}'. Presets: {string.Join(", ", All.Select(preset => preset.Name))}.");

    /// <summary>The recipe of one asset.</summary>
    /// <param name="campaignSeed">Seed of the campaign.</param>
    /// <param name="assetIndex">Index of the asset; any, in any order.</param>
    /// <param name="rig">The cameras.</param>
    public Recipe Sample(ulong campaignSeed, ulong assetIndex, CameraRig rig) => new()
    {
        Origin = new RecipeOrigin(Name, rig.Name, campaignSeed, assetIndex),
        Parts = _sampleParts(campaignSeed, assetIndex),
        Lighting = LightingSampler.Sample(campaignSeed, assetIndex),
        Cameras = rig.CreateCameras(campaignSeed, assetIndex),
    };
}
