using Piwa.Kernels.Recipes;

namespace Piwa.Kernels.Buffers;

/// <summary>Recipes sampled from a preset.</summary>
/// <param name="preset">The distribution.</param>
/// <param name="rig">The cameras.</param>
/// <param name="campaignSeed">Seed of the campaign.</param>
public sealed class PresetSource(Preset preset, CameraRig rig, ulong campaignSeed) : IRecipeSource
{
    /// <inheritdoc/>
    public Recipe Create(ulong assetIndex) => preset.Sample(campaignSeed, assetIndex, rig);
}
