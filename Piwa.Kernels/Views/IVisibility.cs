using System.Runtime.CompilerServices;
using Piwa.Kernels.Numerics;

namespace Piwa.Kernels.Views;

/// <summary>
/// The buffer that keeps the nearest triangle of each pixel; of triangles at the same depth, the one with the lower index. The result
/// does not depend on the order in which triangles are offered.
/// </summary>
internal interface IVisibility<F, I, M>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    /// <summary>Offers a triangle to the pixels <paramref name="pixel"/>, pixel + 1, ... where the mask is set.</summary>
    static abstract void Offer(in ViewWork work, int pixel, M mask, F inverseDepth, int triangle);

    /// <summary>The triangles of the pixels <paramref name="pixel"/>, pixel + 1, ...; -1 for none.</summary>
    static abstract I Triangle(in ViewWork work, int pixel);
}

/// <summary>The host's: one thread draws a view, in the order of the triangles, into two planes.</summary>
internal readonly unsafe struct HostVisibility<F, I, M> : IVisibility<F, I, M>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Offer(in ViewWork work, int pixel, M mask, F inverseDepth, int triangle)
    {
        F nearest = F.Load(work.NearestDepth + pixel);
        M nearer = mask & (inverseDepth > nearest);
        if (!M.Any(nearer))
            return;

        F.Store(work.NearestDepth + pixel, F.Select(nearer, inverseDepth, nearest));
        I.Store(work.NearestTriangle + pixel, I.Select(nearer, triangle + 1, I.Load(work.NearestTriangle + pixel)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static I Triangle(in ViewWork work, int pixel) => I.Load(work.NearestTriangle + pixel) - 1;
}

/// <summary>A device's: many threads draw at once, each with an atomic maximum. Positive floats are ordered as their bits are.</summary>
internal readonly unsafe struct DeviceVisibility : IVisibility<FloatX1, IntX1, MaskX1>
{
    private const int DepthShift = 32;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Offer(in ViewWork work, int pixel, MaskX1 mask, FloatX1 inverseDepth, int triangle)
    {
        if (!mask.Value)
            return;

        ulong depth = (uint)IntX1.FromBits(inverseDepth).Value;
        ILGPU.Atomic.Max(ref work.NearestKey[pixel], (depth << DepthShift) | ~(uint)triangle);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX1 Triangle(in ViewWork work, int pixel)
    {
        ulong key = work.NearestKey[pixel];
        return key == 0 ? -1 : (int)~(uint)key;
    }
}
