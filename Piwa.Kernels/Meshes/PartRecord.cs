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

    /// <summary>Index of the primitive's table in the program's data, or 0.</summary>
    public int DataOffset;

    /// <summary>A <see cref="DisplacementKind"/>, or -1 for none.</summary>
    public int Displacement;

    /// <summary>Index of the first height of a height field in the program's data, or 0.</summary>
    public int HeightOffset;

    public int DisplacementSeed;

    // Rows of the rotation into the part's frame, and the translation after it: local.x = Xx x + Xy y + Xz z + Xw.
    public float Xx, Xy, Xz, Xw;
    public float Yx, Yy, Yz, Yw;
    public float Zx, Zy, Zz, Zw;

    /// <summary>Half extents along the part's own axes.</summary>
    public float HalfX, HalfY, HalfZ;

    /// <summary>Their reciprocals: the kernels multiply.</summary>
    public float InverseHalfX, InverseHalfY, InverseHalfZ;

    /// <summary>Contraction of the longer axes to the shortest: shortest half extent / half extent.</summary>
    public float ContractX, ContractY, ContractZ;

    /// <summary>The shortest half extent.</summary>
    public float Smallest;

    /// <summary>Constants of the shape; <see cref="Primitives{F,I,M}"/> says which, <see cref="ShapeConstants"/> computes them.</summary>
    public float Shape0, Shape1, Shape2, Shape3, Shape4, Shape5;

    public DeformationRecord First;

    public DeformationRecord Second;

    /// <summary>Largest height of a displacement that is no height field.</summary>
    public float DisplacementAmplitude;

    /// <summary>Cells of a displacement per unit.</summary>
    public float DisplacementFrequency;

    /// <summary>Width of the smooth transition to the parts before; 0 = a sharp edge.</summary>
    public float SmoothRadius;

    /// <summary>1 / (4 <see cref="SmoothRadius"/>), or 0.</summary>
    public float SmoothFactor;

    /// <summary>When positive, everything so far is hollowed out to a wall of this thickness.</summary>
    public float ShellThickness;

    /// <summary>The part's distance without its displacement is at most this times the true one: deformed space is stretched.</summary>
    public float Steepness;

    /// <summary>Largest height or depth of the displacement.</summary>
    public float Relief;
}

/// <summary>A deformation as the kernels read it: space is bent back before the primitive is evaluated.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct DeformationRecord
{
    /// <summary>A <see cref="DeformationKind"/>, or -1 for none.</summary>
    public int Kind;

    public int Seed;

    /// <summary>Constants; <see cref="Deformations{F,I,M}"/> says which.</summary>
    public float A, B, C;
}
