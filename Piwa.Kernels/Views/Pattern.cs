using Piwa.Kernels.Numerics;

namespace Piwa.Kernels.Views;

/// <summary>What a pattern says of a place.</summary>
internal struct Pattern<F, I, M>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    /// <summary>How much of the second colour shows, 0 to 1.</summary>
    public F Mix;

    /// <summary>How much of the third colour covers them, 0 to 1.</summary>
    public F Accent;

    /// <summary>Height of the relief, about -1 to 1.</summary>
    public F Height;
}
