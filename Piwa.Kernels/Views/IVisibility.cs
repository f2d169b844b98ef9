using System.Runtime.CompilerServices;
using Piwa.Kernels.Numerics;

namespace Piwa.Kernels.Views;

/// <summary>
/// Access to a plane that keeps the nearest triangle of each sample; of triangles at the same depth, the one with the lower index. The
/// result does not depend on the order in which triangles are offered.
/// </summary>
internal interface IVisibility<F, I, M>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    /// <summary>Offers a triangle to the block of samples at <paramref name="sample"/>, where the mask is set.</summary>
    static abstract void Offer(in VisibilityPlane plane, int sample, M mask, F nearness, int triangle);

    /// <summary>The triangles of the samples <paramref name="sample"/>, sample + 1, ...; -1 for none.</summary>
    static abstract I Triangle(in VisibilityPlane plane, int sample);

    /// <summary>The triangles of any samples; -1 for none.</summary>
    static abstract I TriangleAt(in VisibilityPlane plane, I sample);

    /// <summary>The nearness of the samples <paramref name="sample"/>, sample + 1, ...; 0 for none.</summary>
    static abstract F Nearness(in VisibilityPlane plane, int sample);
}

/// <summary>The host's: one thread draws a view, in the order of the triangles, into two arrays.</summary>
internal readonly unsafe struct HostVisibility<F, I, M> : IVisibility<F, I, M>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Offer(in VisibilityPlane plane, int sample, M mask, F nearness, int triangle)
    {
        F nearest = F.LoadBlock(plane.Nearness + sample, plane.Side);
        M nearer = mask & (nearness > nearest);
        if (!M.Any(nearer))
            return;

        F.StoreBlock(plane.Nearness + sample, plane.Side, F.Select(nearer, nearness, nearest));
        I before = I.LoadBlock(plane.Triangle + sample, plane.Side);
        I.StoreBlock(plane.Triangle + sample, plane.Side, I.Select(nearer, triangle + 1, before));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static I Triangle(in VisibilityPlane plane, int sample) => I.Load(plane.Triangle + sample) - 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static I TriangleAt(in VisibilityPlane plane, I sample) => I.Gather(plane.Triangle, sample) - 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F Nearness(in VisibilityPlane plane, int sample) => F.Load(plane.Nearness + sample);
}

/// <summary>A device's: many threads draw at once, each with an atomic maximum. Positive floats are ordered as their bits are.</summary>
internal readonly unsafe struct DeviceVisibility : IVisibility<FloatX1, IntX1, MaskX1>
{
    private const int NearnessShift = 32;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Offer(in VisibilityPlane plane, int sample, MaskX1 mask, FloatX1 nearness, int triangle)
    {
        if (!mask.Value)
            return;

        ulong bits = (uint)IntX1.FromBits(nearness).Value;
        ILGPU.Atomic.Max(ref plane.Key[sample], (bits << NearnessShift) | ~(uint)triangle);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX1 Triangle(in VisibilityPlane plane, int sample)
    {
        ulong key = plane.Key[sample];
        return key == 0 ? -1 : (int)~(uint)key;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX1 TriangleAt(in VisibilityPlane plane, IntX1 sample) => Triangle(in plane, sample.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX1 Nearness(in VisibilityPlane plane, int sample) => FloatX1.FromBits((int)(plane.Key[sample] >> NearnessShift));
}
