using Piwa.Kernels.Recipes;

namespace Piwa.Kernels.Buffers;

/// <summary>Where recipes come from. A pure function: the same index always gives the same recipe. Thread-safe.</summary>
public interface IRecipeSource
{
    /// <summary>The recipe of an asset.</summary>
    Recipe Create(ulong assetIndex);
}
