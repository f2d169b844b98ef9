namespace Piwa.Kernels.Recipes;

/// <summary>
/// Displacement of a part along its surface normal, as in Zeroverse: on each of the six sides of the part a grid of 5 x 5 random
/// heights that fades to zero at the side's border, interpolated bicubically.
/// </summary>
/// <param name="Seed">Key of the random heights.</param>
/// <param name="Amplitudes">
/// Largest height of each side (+x, -x, +y, -y, +z, -z) in recipe units; six values, 0 for a flat side. Heights are uniform in
/// [-amplitude, amplitude].
/// </param>
public sealed record HeightField(uint Seed, IReadOnlyList<float> Amplitudes)
{
    /// <summary>How many sides a part has.</summary>
    public const int SideCount = 6;

    /// <summary>Heights along one side of the grid.</summary>
    public const int GridSize = 5;
}
