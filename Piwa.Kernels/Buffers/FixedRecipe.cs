using Piwa.Kernels.Recipes;

namespace Piwa.Kernels.Buffers;

/// <summary>One recipe for every index: to make an asset that is not sampled.</summary>
/// <param name="recipe">The recipe.</param>
public sealed class FixedRecipe(Recipe recipe) : IRecipeSource
{
    /// <inheritdoc/>
    public Recipe Create(ulong assetIndex) => recipe;
}
