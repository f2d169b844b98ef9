using System.Numerics;

namespace Piwa.Kernels.Recipes;

/// <summary>A distant light.</summary>
/// <param name="Direction">Unit vector from the asset towards the light, world frame.</param>
/// <param name="Irradiance">Irradiance on a surface that faces the light, linear RGB; 1 makes a white surface shine at 1 / pi.</param>
/// <param name="Size">Sine of the half angle under which the light is seen, 0.01 to 0.5: how soft its shadows are.</param>
public readonly record struct Light(Vector3 Direction, Vector3 Irradiance, float Size);
