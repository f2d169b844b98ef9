using Piwa.Kernels.Numerics;

namespace Piwa.Kernels.Views;

/// <summary>What samples show, as the channels hold it.</summary>
internal struct PixelValues<F, I, M>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    /// <summary>Light of the display, 0 to 1, linear.</summary>
    public Rgb<F, I, M> Light;

    public I Albedo, Depth, Normal, Material, Part, X, Y, Z;
}
