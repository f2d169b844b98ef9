using Piwa.Kernels.Meshes;
using Piwa.Kernels.Numerics;

namespace Piwa.Kernels.Views;

/// <summary>Whether all distances are there when light looks for them.</summary>
internal interface ILightDistances<F, I, M>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    /// <summary>Where a distance, between the corners of a cell, is wanted and not all of the corners are known.</summary>
    static abstract M Lacking(F distance, M wanted);

    /// <summary>Finds the distances at the corners of cells, where they are wanted.</summary>
    static abstract void Find(in MeshWork work, M wanted, I x, I y, I z);
}

/// <summary>All are there: devices sample all corners.</summary>
internal readonly struct AllDistances<F, I, M> : ILightDistances<F, I, M>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    /// <inheritdoc/>
    public static M Lacking(F distance, M wanted) => false;

    /// <inheritdoc/>
    public static void Find(in MeshWork work, M wanted, I x, I y, I z)
    {
    }
}
