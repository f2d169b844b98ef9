using System.Numerics;

namespace Piwa.Kernels.Recipes;

/// <summary>Everything that shines on an asset.</summary>
public sealed record Lighting
{
    /// <summary>How many coefficients <see cref="Sky"/> has.</summary>
    public const int SkyCoefficientCount = 9;

    /// <summary>How many distant lights an asset can have.</summary>
    public const int MaxLightCount = 3;

    /// <summary>
    /// Sky radiance as real spherical harmonics to degree 2, linear RGB, in the order of Ramamoorthi and Hanrahan, "An efficient
    /// representation for irradiance environment maps" (SIGGRAPH 2001): L00, L1-1, L10, L11, L2-2, L2-1, L20, L21, L22.
    /// </summary>
    public required IReadOnlyList<Vector3> Sky { get; init; }

    /// <summary>0 to 3 distant lights.</summary>
    public required IReadOnlyList<Light> Lights { get; init; }
}
