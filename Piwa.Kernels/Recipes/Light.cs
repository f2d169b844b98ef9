using System.Numerics;

namespace Piwa.Kernels.Recipes;

/// <summary>A distant light.</summary>
/// <param name="Direction">Unit vector from the asset towards the light, world frame.</param>
/// <param name="Irradiance">Irradiance on a surface that faces the light, linear RGB; 1 makes a white surface shine at 1 / pi.</param>
public sealed record Light(Vector3 Direction, Vector3 Irradiance);
