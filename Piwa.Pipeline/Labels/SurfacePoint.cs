using System.Numerics;

namespace Piwa.Pipeline.Labels;

/// <summary>The point of a mesh's surface nearest to another point.</summary>
/// <param name="Triangle">A triangle that it lies on.</param>
/// <param name="Position">Where it lies, in the world frame.</param>
/// <param name="Distance">Its distance, in world units (the asset's longest side = 1): negative inside of the mesh.</param>
public readonly record struct SurfacePoint(int Triangle, Vector3 Position, float Distance);
