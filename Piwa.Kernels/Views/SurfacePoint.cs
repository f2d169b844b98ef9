using System.Numerics;

namespace Piwa.Kernels.Views;

/// <summary>A place at which an asset's material is asked for; see <see cref="AssetSurface.Sample"/>.</summary>
/// <param name="Position">The place, world frame. It need not lie on the surface: materials are defined in all of space.</param>
/// <param name="Footprint">Size of what is asked for, a pixel or a texel, in world units: what is finer is faded out.</param>
/// <param name="Part">Index of the recipe's part.</param>
/// <param name="OnSeam">Whether parts may meet here: then the distance field decides which one it is, as in views.</param>
public readonly record struct SurfacePoint(Vector3 Position, float Footprint, int Part, bool OnSeam);
