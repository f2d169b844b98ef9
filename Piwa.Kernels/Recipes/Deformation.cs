namespace Piwa.Kernels.Recipes;

/// <summary>A deformation of a part, in its own frame.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Amount">How much; see <see cref="DeformationKind"/>.</param>
/// <param name="Frequency">How often, for waves and warps; else 0.</param>
/// <param name="Seed">Key of a warp's noise, phase of a wave in 65,536ths of a turn; else 0.</param>
public readonly record struct Deformation(DeformationKind Kind, float Amount, float Frequency = 0f, uint Seed = 0)
{
    /// <summary>How many deformations a part can have, one upon the other.</summary>
    public const int MaxCount = 2;
}
