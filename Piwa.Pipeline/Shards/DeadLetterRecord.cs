using Piwa.Kernels.Buffers;
using Piwa.Kernels.Recipes;

namespace Piwa.Pipeline.Shards;

/// <summary>A line of the dead letter file: an asset that could not be made. Its recipe makes it replayable.</summary>
/// <param name="AssetIndex">Index of the asset in its campaign.</param>
/// <param name="Stage">Stage that failed.</param>
/// <param name="Reason">Why, in a sentence.</param>
/// <param name="Recipe">Canonical bytes of the recipe.</param>
internal sealed record DeadLetterRecord(ulong AssetIndex, string Stage, string Reason, byte[] Recipe)
{
    /// <summary>The letter of an asset that has failed.</summary>
    public static DeadLetterRecord Of(AssetBuffer asset) =>
        new(asset.Index, asset.Fault!.Stage, asset.Fault.Reason, RecipeCodec.Encode(asset.Recipe));
}
