namespace Piwa.Kernels.Recipes;

/// <summary>
/// The shape of a part before its deformations and its transform. Every primitive is centred at its frame's origin and fits the box of
/// its half extents; the axis of a solid of revolution or an extrusion is z. X, Y, Z, W are the parameters in <see cref="Part.Shape"/>;
/// those that a primitive does not name are 0.
/// </summary>
public enum PrimitiveKind : byte
{
    /// <summary>An ellipsoid with the half extents as semi-axes.</summary>
    Ellipsoid = 0,

    /// <summary>A box; X = radius of its rounded edges as a share of the shortest half extent, 0 for sharp.</summary>
    Cuboid = 1,

    /// <summary>A cylinder of elliptic cross-section.</summary>
    Cylinder = 2,

    /// <summary>A cone or its frustum; X = the top's size as a share of the base's, 0 for a pointed cone.</summary>
    Cone = 3,

    /// <summary>A cylinder with half-spheres for ends.</summary>
    Capsule = 4,

    /// <summary>A ring in the xy plane; X = the tube's radius as a share of the ring's outer radius, 0.01 to 0.5.</summary>
    Torus = 5,

    /// <summary>A prism over a regular polygon; X = number of sides, 3 to 12; Y = the top's size less the base's, -1 (a pyramid) to 0.</summary>
    Prism = 6,

    /// <summary>An octahedron with its corners on the axes.</summary>
    Octahedron = 7,

    /// <summary>A superellipsoid; X = its exponent from pole to pole, Y = round the equator: 0.2 (boxy) over 1 (round) to 2 (diamond).</summary>
    Superellipsoid = 8,

    /// <summary>A tetrahedron with four corners of the box.</summary>
    Tetrahedron = 9,

    /// <summary>A regular dodecahedron, stretched to the box.</summary>
    Dodecahedron = 10,

    /// <summary>A regular icosahedron, stretched to the box.</summary>
    Icosahedron = 11,

    /// <summary>A prism over a star; X = points, 3 to 12; Y = how deep the notches are, 0.1 to 0.9.</summary>
    Star = 12,

    /// <summary>A hollow cylinder; X = wall as a share of the shorter half extent across, 0.05 to 0.9.</summary>
    Pipe = 13,

    /// <summary>Part of a torus with round ends; X = the tube's radius as in <see cref="Torus"/>; Y = half of its angle, 0.5 to 3 radians.</summary>
    Arc = 14,

    /// <summary>A helical spring; X = turns, 1 to 6; Y = the wire's radius as a share of the coil's outer radius, 0.05 to 0.4.</summary>
    Spring = 15,

    /// <summary>A turned solid; X, Y, Z, W = its radius at the bottom, one third, two thirds and at the top, 0.1 to 1 of the half extents.</summary>
    Lathe = 16,

    /// <summary>A chain link; X = the wire's radius as a share of the link's half width, 0.05 to 0.45.</summary>
    Link = 17,

    /// <summary>Balls that flow together; X = how many, 3 to 6; Y = key of their places, a whole number below 2^24.</summary>
    Blob = 18,

    /// <summary>A gyroid sheet within an ellipsoid; X = periods along the longest axis, 1 to 4; Y = thickness as a share of a period, 0.1 to 0.5.</summary>
    Gyroid = 19,

    /// <summary>A frame of square bars; X, Y, Z = cells along each axis, 1 to 4; W = the bars' half width as a share of the shortest half extent.</summary>
    Lattice = 20,

    /// <summary>A prism over a toothed wheel; X = teeth, 3 to 16; Y = their depth as a share of the radius, 0.05 to 0.4.</summary>
    Gear = 21,

    /// <summary>A tube along a curve; X = its radius as a share of the shortest half extent, 0.05 to 1; Y = key of the curve, a whole number below 2^24.</summary>
    Tube = 22,

    /// <summary>
    /// A cage of wires; X = meridians, 3 to 12; Y = parallels, 2 to 7; Z = the wires' radius as a share of the shortest half extent; W = the
    /// body that they lie on: 0 ellipsoid, 1 cylinder, 2 cone, 3 torus.
    /// </summary>
    Cage = 23,

    /// <summary>Three beams that cross at the centre; X = their half width as a share of the half extents, 0.1 to 0.8.</summary>
    Cross = 24,

    /// <summary>
    /// A shape of one's own, which <see cref="Part.Formula"/> says; X = its thinnest bar or wall as a share of the shortest half extent, 0 where it
    /// is as thick as its box. It decides how fine the grid has to be.
    /// </summary>
    Formula = 25,
}
