using System.Runtime.CompilerServices;

namespace Piwa.Kernels.Numerics;

/// <summary>The way from a place to a random point near it.</summary>
internal struct CellPoint<F, I, M>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    public F X, Y, Z;

    /// <summary>How long it is.</summary>
    public F Distance;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static CellPoint<F, I, M> Select(M mask, in CellPoint<F, I, M> yes, in CellPoint<F, I, M> no)
    {
        CellPoint<F, I, M> selected;
        selected.X = F.Select(mask, yes.X, no.X);
        selected.Y = F.Select(mask, yes.Y, no.Y);
        selected.Z = F.Select(mask, yes.Z, no.Z);
        selected.Distance = F.Select(mask, yes.Distance, no.Distance);
        return selected;
    }
}
