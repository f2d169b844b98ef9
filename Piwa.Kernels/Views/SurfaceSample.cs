using System.Numerics;

namespace Piwa.Kernels.Views;

/// <summary>A material at a place; the values that views are shaded with.</summary>
/// <param name="Color">Base colour: red in the lowest byte, then green, blue, 255; sRGB.</param>
/// <param name="Metallic">0 = dielectric, 1 = metal.</param>
/// <param name="Roughness">Perceptual roughness, 0 (mirror) to 1.</param>
/// <param name="Slope">Gradient of the relief in the world frame: rise per unit of length. Normals turn against it.</param>
public readonly record struct SurfaceSample(int Color, float Metallic, float Roughness, Vector3 Slope);
