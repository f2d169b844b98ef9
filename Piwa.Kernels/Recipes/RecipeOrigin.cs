namespace Piwa.Kernels.Recipes;

/// <summary>Address of a sampled recipe: these values and the generator version give it back, whole.</summary>
/// <param name="Preset">Name of the preset, see <see cref="Preset.All"/>.</param>
/// <param name="Rig">Name of the camera rig, see <see cref="CameraRig.All"/>.</param>
/// <param name="CampaignSeed">Seed of the campaign.</param>
/// <param name="AssetIndex">Index of the asset in the campaign.</param>
/// <param name="Twin">The counterfactual twin.</param>
public sealed record RecipeOrigin(string Preset, string Rig, ulong CampaignSeed, ulong AssetIndex, Twin Twin = default);
