namespace Piwa.Kernels.Recipes;

/// <summary>
/// The shape of a part before its transform. Every primitive is centred at its frame's origin and just fits the box of its half
/// extents; the axis of a solid of revolution is z.
/// </summary>
public enum PrimitiveKind
{
    /// <summary>An ellipsoid with the half extents as semi-axes.</summary>
    Ellipsoid = 0,

    /// <summary>A box; <see cref="Part.Shape"/> = radius of its rounded edges as a share of the shortest half extent, 0 for sharp.</summary>
    Cuboid = 1,

    /// <summary>A cylinder of elliptic cross-section.</summary>
    Cylinder = 2,

    /// <summary>A cone or its frustum; <see cref="Part.Shape"/> = the top's size as a share of the base's, 0 for a pointed cone.</summary>
    Cone = 3,

    /// <summary>A cylinder with half-spheres for ends.</summary>
    Capsule = 4,

    /// <summary>A ring in the xy plane; <see cref="Part.Shape"/> = the tube's radius as a share of the ring's outer radius.</summary>
    Torus = 5,

    /// <summary>A prism over a regular polygon; <see cref="Part.Shape"/> = its number of sides, 3 to 12.</summary>
    Prism = 6,

    /// <summary>An octahedron with its corners on the axes.</summary>
    Octahedron = 7,
}
