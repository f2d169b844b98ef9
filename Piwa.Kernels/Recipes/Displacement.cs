namespace Piwa.Kernels.Recipes;

/// <summary>Displacement of a part along its surface normal.</summary>
/// <param name="Kind">The relief.</param>
/// <param name="Seed">Key of its randomness.</param>
/// <param name="Amplitudes">
/// Largest height in recipe units: six values for <see cref="DisplacementKind.HeightField"/>, one for each side; one for the others.
/// </param>
/// <param name="Frequency">Cells per recipe unit; 0 for <see cref="DisplacementKind.HeightField"/>.</param>
public sealed record Displacement(DisplacementKind Kind, uint Seed, IReadOnlyList<float> Amplitudes, float Frequency = 0f)
{
    /// <summary>How many sides a part has.</summary>
    public const int SideCount = 6;

    /// <summary>Heights along one side of the grid of a height field.</summary>
    public const int GridSize = 5;

    /// <summary>How many amplitudes a kind has.</summary>
    public static int AmplitudeCount(DisplacementKind kind) => kind == DisplacementKind.HeightField ? SideCount : 1;
}
