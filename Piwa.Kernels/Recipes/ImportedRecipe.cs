using System.Buffers.Binary;
using Piwa.Kernels.Recipes.Presets;

namespace Piwa.Kernels.Recipes;

/// <summary>Makes recipes of imported meshes: light and cameras are sampled as those of presets are.</summary>
public static class ImportedRecipe
{
    /// <summary>
    /// The recipe of an imported mesh. Light and cameras follow from the campaign's seed and the mesh's source, not from an index: the same
    /// source has the same recipe wherever it stands.
    /// </summary>
    /// <param name="import">The mesh.</param>
    /// <param name="materials">The materials by part; 1 to <see cref="Recipe.MaxPartCount"/>.</param>
    /// <param name="rig">The cameras.</param>
    /// <param name="campaignSeed">Seed of the campaign.</param>
    /// <exception cref="RecipeFormatException">It cannot be made; the message names every fault.</exception>
    public static Recipe Create(MeshImport import, IReadOnlyList<Material> materials, CameraRig rig, ulong campaignSeed)
    {
        ArgumentNullException.ThrowIfNull(import);
        ArgumentNullException.ThrowIfNull(materials);
        ArgumentNullException.ThrowIfNull(rig);
        if (import.Source.Length != MeshImport.HashBytes)
            throw new RecipeFormatException($"A source's hash has {MeshImport.HashBytes} bytes, not {import.Source.Length}.");
        ulong number = BinaryPrimitives.ReadUInt64LittleEndian(import.Source.Span);
        var recipe = new Recipe
        {
            Import = import,
            Parts = [.. materials.Select(material => new Part { Material = material })],
            Lighting = LightingSampler.Sample(campaignSeed, number, variant: 0),
            Cameras = rig.CreateCameras(campaignSeed, number),
        };
        RecipeValidator.Validate(recipe);
        return recipe;
    }
}
