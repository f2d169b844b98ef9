using System.Runtime.CompilerServices;
using Piwa.Kernels.Numerics;
using Piwa.Kernels.Recipes;

namespace Piwa.Kernels.Meshes;

/// <summary>
/// Signed distance bounds of the primitives in their own frames: negative inside, zero on the surface, and never larger in
/// magnitude than the distance to the surface. Formulas after I. Quilez, "Distance functions" (iquilezles.org), made conservative
/// where his are approximations.
/// </summary>
/// <remarks>
/// Where a primitive has no closed form for unequal half extents, space is contracted along the longer axes first: a contraction
/// never lengthens a distance, so the bound stays a bound, and sign and normal direction are exact.
/// </remarks>
internal static unsafe partial class Primitives<F, I, M>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    private const float Tiny = 1e-12f;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F Distance(PartRecord* part, float* data, F x, F y, F z)
    {
        switch (part->Primitive)
        {
            case (int)PrimitiveKind.Ellipsoid: return Ellipsoid(part, x, y, z);
            case (int)PrimitiveKind.Cuboid: return Cuboid(part, x, y, z);
            case (int)PrimitiveKind.Cylinder: return Cylinder(part, x, y, z);
            case (int)PrimitiveKind.Cone: return Cone(part, x, y, z);
            case (int)PrimitiveKind.Capsule: return Capsule(part, x, y, z);
            case (int)PrimitiveKind.Torus: return Torus(part, x, y, z);
            case (int)PrimitiveKind.Prism: return Prism(part, x, y, z);
            case (int)PrimitiveKind.Octahedron: return Octahedron(part, x, y, z);
            default: return Further(part, data, x, y, z);
        }
    }

    [MethodImpl(Compiled.AtOnce)]
    private static F Further(PartRecord* part, float* data, F x, F y, F z)
    {
        switch (part->Primitive)
        {
            case (int)PrimitiveKind.Superellipsoid: return Superellipsoid(part, x, y, z);
            case (int)PrimitiveKind.Tetrahedron: return Tetrahedron(part, x, y, z);
            case (int)PrimitiveKind.Dodecahedron: return Dodecahedron(part, x, y, z);
            case (int)PrimitiveKind.Icosahedron: return Icosahedron(part, x, y, z);
            case (int)PrimitiveKind.Star: return Star(part, x, y, z);
            case (int)PrimitiveKind.Pipe: return Pipe(part, x, y, z);
            case (int)PrimitiveKind.Arc: return Arc(part, x, y, z);
            case (int)PrimitiveKind.Spring: return Spring(part, x, y, z);
            case (int)PrimitiveKind.Lathe: return Lathe(part, x, y, z);
            case (int)PrimitiveKind.Link: return Link(part, x, y, z);
            case (int)PrimitiveKind.Blob: return Blob(part, data, x, y, z);
            case (int)PrimitiveKind.Gyroid: return Gyroid(part, x, y, z);
            case (int)PrimitiveKind.Lattice: return Lattice(part, x, y, z);
            case (int)PrimitiveKind.Gear: return Gear(part, x, y, z);
            case (int)PrimitiveKind.Tube: return Tube(part, data, x, y, z);
            case (int)PrimitiveKind.Cage: return Cage(part, x, y, z);
            case (int)PrimitiveKind.Formula: return FormulaKernel<F, I, M>.Distance(part, data, x, y, z);
            default: return Cross(part, x, y, z);
        }
    }

    /// <remarks>
    /// With the norm k0 = |p / h|: outside, (k0 - 1) / |grad k0| is a lower bound since k0 is convex; inside, (k0 - 1) min(h) is one
    /// since k0 changes by at most 1 / min(h) per unit of length.
    /// </remarks>
    [MethodImpl(Compiled.AtOnce)]
    private static F Ellipsoid(PartRecord* part, F x, F y, F z)
    {
        F sx = x * part->InverseHalfX, sy = y * part->InverseHalfY, sz = z * part->InverseHalfZ;
        F k0 = Length(sx, sy, sz);
        F k1 = Length(sx * part->InverseHalfX, sy * part->InverseHalfY, sz * part->InverseHalfZ);
        F first = (k0 - 1f) * k0 / F.Max(k1, Tiny);
        F inner = (k0 - 1f) * part->Smallest;
        return F.Select(k0 < 1f, F.Max(first, inner), first);
    }

    /// <summary>Shape0 = radius of the rounded edges.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static F Cuboid(PartRecord* part, F x, F y, F z)
    {
        F qx = F.Abs(x) - part->HalfX + part->Shape0;
        F qy = F.Abs(y) - part->HalfY + part->Shape0;
        F qz = F.Abs(z) - part->HalfZ + part->Shape0;
        F outside = Length(F.Max(qx, 0f), F.Max(qy, 0f), F.Max(qz, 0f));
        F inside = F.Min(0f, F.Max(qx, F.Max(qy, qz)));
        return outside + inside - part->Shape0;
    }

    /// <summary>Shape0 = the shorter half extent across.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static F Cylinder(PartRecord* part, F x, F y, F z)
    {
        F sx = x * part->InverseHalfX, sy = y * part->InverseHalfY;
        F k0 = Length(sx, sy);
        F k1 = Length(sx * part->InverseHalfX, sy * part->InverseHalfY);
        F first = (k0 - 1f) * k0 / F.Max(k1, Tiny);
        F across = F.Select(k0 < 1f, F.Max(first, (k0 - 1f) * part->Shape0), first);
        return Extrude(across, F.Abs(z) - part->HalfZ);
    }

    /// <summary>
    /// Shape0 = radius factor at mid-height, Shape1 = its change per unit of height, Shape2 = the factor that makes the side's slope 1.
    /// </summary>
    [MethodImpl(Compiled.AtOnce)]
    private static F Cone(PartRecord* part, F x, F y, F z)
    {
        F k0 = Length(x * part->InverseHalfX, y * part->InverseHalfY);
        F side = (k0 - F.Fma(z, part->Shape1, part->Shape0)) * part->Shape2;
        return F.Max(side, F.Abs(z) - part->HalfZ);
    }

    /// <summary>Shape0, Shape1 = contraction of x and y; Shape2 = radius; Shape3 = half length of the straight part.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static F Capsule(PartRecord* part, F x, F y, F z)
    {
        F beyond = F.Max(F.Abs(z) - part->Shape3, 0f);
        return Length(x * part->Shape0, y * part->Shape1, beyond) - part->Shape2;
    }

    /// <summary>Shape0, Shape1 = contraction of x and y; Shape2 = radius of the ring's centre line; Shape3 = radius of the tube.</summary>
    /// <remarks>The tube's height is contracted by Shape3 / HalfZ.</remarks>
    [MethodImpl(Compiled.AtOnce)]
    private static F Torus(PartRecord* part, F x, F y, F z)
    {
        F ring = Length(x * part->Shape0, y * part->Shape1) - part->Shape2;
        F height = z * part->InverseHalfZ * part->Shape3;
        return Length(ring, height) - part->Shape3;
    }

    /// <summary>
    /// Shape0 = number of sides; Shape1, Shape2 = cosine and sine of a side's angle; Shape3 = radius of the inscribed circle at
    /// mid-height, after x and y are contracted to the shorter half extent across; Shape4 = its change per unit of height; Shape5 = the
    /// factor that makes the sides' slope 1.
    /// </summary>
    [MethodImpl(Compiled.AtOnce)]
    private static F Prism(PartRecord* part, F x, F y, F z)
    {
        Across(part, ref x, ref y);
        F normalX = 1f, normalY = 0f;
        F farthest = x;
        int sides = (int)part->Shape0;
        for (int i = 1; i < sides; i++)
        {
            F turned = normalX * part->Shape1 - normalY * part->Shape2;
            normalY = normalX * part->Shape2 + normalY * part->Shape1;
            normalX = turned;
            farthest = F.Max(farthest, F.Fma(normalX, x, normalY * y));
        }

        F side = (farthest - F.Fma(z, part->Shape4, part->Shape3)) * part->Shape5;
        return F.Max(side, F.Abs(z) - part->HalfZ);
    }

    /// <summary>Shape0 = the factor that makes the faces' slope 1.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static F Octahedron(PartRecord* part, F x, F y, F z) =>
        (F.Abs(x) * part->InverseHalfX + F.Abs(y) * part->InverseHalfY + F.Abs(z) * part->InverseHalfZ - 1f) * part->Shape0;

    /// <summary>Contracts the longer of x and y to the shorter.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Across(PartRecord* part, ref F x, ref F y)
    {
        F across = F.Min(part->HalfX, part->HalfY);
        x = x * part->InverseHalfX * across;
        y = y * part->InverseHalfY * across;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static F Extrude(F across, F along) =>
        F.Min(0f, F.Max(across, along)) + Length(F.Max(across, 0f), F.Max(along, 0f));

    /// <summary>Distance of a box to the outside, by its farthest side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static F Sides(F x, F y, F z, F halfX, F halfY, F halfZ) =>
        F.Max(F.Abs(x) - halfX, F.Max(F.Abs(y) - halfY, F.Abs(z) - halfZ));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static F Length(F x, F y) => F.Sqrt(F.Fma(x, x, y * y));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static F Length(F x, F y, F z) => F.Sqrt(F.Fma(x, x, F.Fma(y, y, z * z)));
}
