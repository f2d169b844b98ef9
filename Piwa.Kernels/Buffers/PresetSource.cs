using Piwa.Kernels.Recipes;

namespace Piwa.Kernels.Buffers;

/// <summary>Recipes sampled from a preset, with the same counterfactual twins after each.</summary>
/// <param name="preset">The distribution.</param>
/// <param name="rig">The cameras.</param>
/// <param name="campaignSeed">Seed of the campaign.</param>
/// <param name="twins">
/// The twins of each sampled recipe: with n of them, asset i is recipe i / (n + 1); the remainder 0 is the recipe itself, k its twin k - 1.
/// </param>
public sealed class PresetSource(Preset preset, CameraRig rig, ulong campaignSeed, params IReadOnlyList<Twin> twins) : IRecipeSource
{
    /// <summary>Whether the recipes need no check.</summary>
    internal bool IsTrusted => !preset.IsOwn;

    /// <inheritdoc/>
    public Recipe Create(ulong assetIndex)
    {
        (ulong recipe, ulong twin) = Math.DivRem(assetIndex, (ulong)twins.Count + 1);
        return preset.Sample(campaignSeed, recipe, rig, twin == 0 ? Twin.None : twins[(int)twin - 1]);
    }
}
