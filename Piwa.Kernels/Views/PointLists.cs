namespace Piwa.Kernels.Views;

/// <summary>Places and the materials there, by point; see <see cref="PointKernel{F,I,M}"/>. Readable to a whole vector.</summary>
internal unsafe struct PointLists
{
    /// <summary>Place in the world frame.</summary>
    public float* X, Y, Z;

    /// <summary>Size of a texel, world units.</summary>
    public float* Footprint;

    /// <summary>A <see cref="Meshes.TriangleInfo"/>.</summary>
    public int* Info;

    // Output.
    public int* Color;
    public float* Metallic, Roughness, SlopeX, SlopeY, SlopeZ;
}
