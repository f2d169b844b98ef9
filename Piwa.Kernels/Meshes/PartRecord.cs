using System.Runtime.InteropServices;
using Piwa.Kernels.Recipes;

namespace Piwa.Kernels.Meshes;

/// <summary>
/// One part of a recipe as the kernels read it: the map from unit space into the part's frame, its shape, and how it joins the
/// parts before it. Lengths are in unit space, where the longest side of the recipe's bounding box is 1.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PartRecord
{
    /// <summary>A <see cref="PrimitiveKind"/>.</summary>
    public int Primitive;

    /// <summary>A <see cref="PartOperation"/>.</summary>
    public int Operation;

    /// <summary>Index of the part's first height in the height table, or -1 for a part without displacement.</summary>
    public int HeightOffset;

    // Rows of the rotation into the part's frame, and the translation after it: local.x = Xx x + Xy y + Xz z + Xw.
    public float Xx, Xy, Xz, Xw;
    public float Yx, Yy, Yz, Yw;
    public float Zx, Zy, Zz, Zw;

    /// <summary>Half extents along the part's own axes.</summary>
    public float HalfX, HalfY, HalfZ;

    /// <summary>Their reciprocals: the kernels multiply.</summary>
    public float InverseHalfX, InverseHalfY, InverseHalfZ;

    /// <summary>Constants of the shape; <see cref="Primitives{F,I,M}"/> says which, <see cref="FieldProgram"/> computes them.</summary>
    public float Shape0, Shape1, Shape2, Shape3;

    /// <summary>Width of the smooth transition to the parts before; 0 = a sharp edge.</summary>
    public float SmoothRadius;

    /// <summary>1 / (4 <see cref="SmoothRadius"/>), or 0.</summary>
    public float SmoothFactor;

    /// <summary>When positive, everything so far is hollowed out to a wall of this thickness.</summary>
    public float ShellThickness;
}
