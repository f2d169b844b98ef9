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
}
