using System.Runtime.CompilerServices;
using Piwa.Kernels.Numerics;

namespace Piwa.Kernels.Views;

/// <summary>A material's values at a place.</summary>
internal struct Surface<F, I, M>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    public Rgb<F, I, M> BaseColor;
    public F Metallic;
    public F Roughness;

    /// <summary>Gradient of the relief, world frame: rise per unit of length.</summary>
    public F SlopeX, SlopeY, SlopeZ;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Surface<F, I, M> Select(M mask, in Surface<F, I, M> yes, in Surface<F, I, M> no)
    {
        Surface<F, I, M> selected;
        selected.BaseColor = Rgb<F, I, M>.Select(mask, yes.BaseColor, no.BaseColor);
        selected.Metallic = F.Select(mask, yes.Metallic, no.Metallic);
        selected.Roughness = F.Select(mask, yes.Roughness, no.Roughness);
        selected.SlopeX = F.Select(mask, yes.SlopeX, no.SlopeX);
        selected.SlopeY = F.Select(mask, yes.SlopeY, no.SlopeY);
        selected.SlopeZ = F.Select(mask, yes.SlopeZ, no.SlopeZ);
        return selected;
    }
}
