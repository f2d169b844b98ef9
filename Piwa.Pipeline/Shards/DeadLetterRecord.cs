using Piwa.Kernels.Buffers;
using Piwa.Kernels.Recipes;

namespace Piwa.Pipeline.Shards;

/// <summary>A line of the dead letter file: an asset that could not be made. Its recipe makes it replayable.</summary>
/// <param name="AssetIndex">Index of the asset in its campaign.</param>
/// <param name="Stage">Stage that failed.</param>
/// <param name="Reason">Why, in a sentence.</param>
/// <param name="Recipe">Canonical bytes of the recipe; empty if it has more than <see cref="LargestRecipeBytes"/>, which none that is valid has.</param>
public sealed record DeadLetterRecord(ulong AssetIndex, string Stage, string Reason, byte[] Recipe)
{
    /// <summary>A megabyte: as a line of text it can still be read.</summary>
    private const int LargestRecipeBytes = 1 << 20;

    /// <summary>The letter of an asset that has failed.</summary>
    internal static DeadLetterRecord Of(AssetBuffer asset)
    {
        byte[] recipe = RecipeCodec.Encode(asset.Recipe);
        return new(asset.Index, asset.Fault!.Stage, asset.Fault.Reason, recipe.Length <= LargestRecipeBytes ? recipe : []);
    }
}
