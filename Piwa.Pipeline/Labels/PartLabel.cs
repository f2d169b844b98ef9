using System.Numerics;
using Piwa.Kernels.Recipes;

namespace Piwa.Pipeline.Labels;

/// <summary>Where a part of a recipe lies in the world frame, in which the asset's longest side is 1.</summary>
/// <param name="Primitive">The part's shape.</param>
/// <param name="Operation">How it joins the parts before it.</param>
/// <param name="TriangleCount">Triangles of the mesh that show the part; 0 when it is all cut away or within others.</param>
/// <param name="Area">Their area, in square world units.</param>
/// <param name="Low">Least x, y, z of those triangles; 0 when there is none.</param>
/// <param name="High">Greatest x, y, z of those triangles; 0 when there is none.</param>
/// <param name="Centre">Centre of the part's own box, visible or not.</param>
/// <param name="HalfExtents">
/// Half extents of that box along the part's own axes: those of the primitive in the recipe, before deformation and displacement.
/// </param>
/// <param name="Rotation">From the part's own axes to the world's; a unit quaternion.</param>
public sealed record PartLabel(
    PrimitiveKind Primitive,
    PartOperation Operation,
    int TriangleCount,
    float Area,
    Vector3 Low,
    Vector3 High,
    Vector3 Centre,
    Vector3 HalfExtents,
    Quaternion Rotation)
{
    /// <summary>Whether any of the part's surface shows.</summary>
    public bool IsVisible => TriangleCount > 0;
}
