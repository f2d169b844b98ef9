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
    /// <summary>What a plane keeps of a triangle.</summary>
    static abstract int Mark(in ViewWork work, int triangle);

    /// <summary>Offers a triangle to the block of samples at <paramref name="sample"/>, where the mask is set.</summary>
    static abstract void Offer(in VisibilityPlane plane, int sample, M mask, F nearness, int mark);

    /// <summary>The triangles of the samples <paramref name="sample"/>, sample + 1, ...; -1 for none.</summary>
    static abstract I Triangle(in VisibilityPlane plane, int sample);

    /// <summary>The triangles of any samples; -1 for none.</summary>
    static abstract I TriangleAt(in VisibilityPlane plane, I sample);

    /// <summary>What is known of the triangles of the samples <paramref name="sample"/>, sample + 1, ..., where wanted: a <see cref="Meshes.TriangleInfo"/>.</summary>
    static abstract I Info(in ViewWork work, in VisibilityPlane plane, int sample, M wanted);

    /// <summary>The corners of triangles; see <see cref="TriangleCorners{F,I,M}.Gather"/>.</summary>
    static abstract void Corners(in ViewWork work, I triangle, bool placeOnly, out TriangleCorners<F, I, M> corners);

    /// <summary>The nearness of the samples <paramref name="sample"/>, sample + 1, ...; 0 for none.</summary>
    static abstract F Nearness(in VisibilityPlane plane, int sample);
}

/// <summary>
/// The host's: two arrays, which <see cref="RasterTiles"/> come to. With each triangle stands what is known of it, so that nobody has to look it up by
/// sample. Triangles have the numbers of <see cref="Faces{F,I,M}"/>.
/// </summary>
internal readonly unsafe struct HostVisibility<F, I, M> : IVisibility<F, I, M>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    /// <summary>Bits of what is known of a triangle, below its number.</summary>
    private const int InfoBits = 8;

    private const int InfoMask = (1 << InfoBits) - 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Mark(in ViewWork work, int triangle) => ((triangle + 1) << InfoBits) | work.TriangleInfos[triangle];

    /// <summary>Marks of triangles by their numbers and what is known of them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static I Mark(I triangle, I info) => ((triangle + 1) << InfoBits) | info;

    /// <summary>What is known of the triangles that a plane keeps.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static I Info(I mark) => mark & InfoMask;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Offer(in VisibilityPlane plane, int sample, M mask, F nearness, int mark)
    {
        F nearest = F.LoadBlock(plane.Nearness + sample, plane.Side);
        M nearer = mask & (nearness > nearest);
        if (!M.Any(nearer))
            return;

        F.StoreBlock(plane.Nearness + sample, plane.Side, F.Select(nearer, nearness, nearest));
        I before = I.LoadBlock(plane.Marks + sample, plane.Side);
        I.StoreBlock(plane.Marks + sample, plane.Side, I.Select(nearer, mark, before));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static I Triangle(in VisibilityPlane plane, int sample) => (I.Load(plane.Marks + sample) >>> InfoBits) - 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static I TriangleAt(in VisibilityPlane plane, I sample) => (I.Gather(plane.Marks, sample) >>> InfoBits) - 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static I Info(in ViewWork work, in VisibilityPlane plane, int sample, M wanted) => Info(I.Load(plane.Marks + sample));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Corners(in ViewWork work, I triangle, bool placeOnly, out TriangleCorners<F, I, M> corners)
    {
        if (!TriangleRows.AreUsedBy<I>())
        {
            TriangleCorners<F, I, M>.Gather(in work, triangle, placeOnly, out corners);
            return;
        }

        int* places = stackalloc int[TriangleRows.Length];
        I.Store(places, triangle);
        fixed (TriangleCorners<F, I, M>* columns = &corners)
            TriangleRows.Turn(work.TriangleRows, places, (int*)columns);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F Nearness(in VisibilityPlane plane, int sample) => F.Load(plane.Nearness + sample);
}

/// <summary>A device's: many threads draw at once, each with an atomic maximum. Positive floats are ordered as their bits are.</summary>
internal readonly unsafe struct DeviceVisibility : IVisibility<FloatX1, IntX1, MaskX1>
{
    private const int NearnessShift = 32;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Mark(in ViewWork work, int triangle) => triangle;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Offer(in VisibilityPlane plane, int sample, MaskX1 mask, FloatX1 nearness, int mark)
    {
        if (!mask.Value)
            return;

        ulong bits = (uint)IntX1.FromBits(nearness).Value;
        ILGPU.Atomic.Max(ref plane.Key[sample], (bits << NearnessShift) | ~(uint)mark);
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
    public static IntX1 Info(in ViewWork work, in VisibilityPlane plane, int sample, MaskX1 wanted) =>
        wanted.Value ? work.TriangleInfos[Triangle(in plane, sample).Value] : 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Corners(in ViewWork work, IntX1 triangle, bool placeOnly, out TriangleCorners<FloatX1, IntX1, MaskX1> corners) =>
        TriangleCorners<FloatX1, IntX1, MaskX1>.Gather(in work, triangle, placeOnly, out corners);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX1 Nearness(in VisibilityPlane plane, int sample) => FloatX1.FromBits((int)(plane.Key[sample] >> NearnessShift));
}
