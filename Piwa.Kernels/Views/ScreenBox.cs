using System.Runtime.CompilerServices;
using Piwa.Kernels.Numerics;

namespace Piwa.Kernels.Views;

/// <summary>The pixels that a mesh may touch in a view: the box of its projected vertices. The corners of these pixels are one more.</summary>
/// <param name="FirstX">First column.</param>
/// <param name="LastX">Last column; before the first one when the mesh lies beside the view.</param>
/// <param name="FirstY">First row.</param>
/// <param name="LastY">Last row.</param>
internal readonly record struct ScreenBox(int FirstX, int LastX, int FirstY, int LastY)
{
    private const int WidestVector = 16;

    /// <summary>The box of a view whose vertices are projected.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static unsafe ScreenBox Of<F, I, M>(in ViewWork work)
        where F : unmanaged, IFloat<F, I, M>
        where I : unmanaged, IInt<F, I, M>
        where M : unmanaged, IMask<M>
    {
        I lowX = int.MaxValue, lowY = int.MaxValue, highX = int.MinValue, highY = int.MinValue;
        for (int vertex = 0; vertex < work.VertexCount; vertex += I.Width)
        {
            // Beyond the last vertex, the first of these stands for the missing ones.
            M there = M.FirstN(work.VertexCount - vertex);
            I x = I.Select(there, I.Load(work.ScreenX + vertex), work.ScreenX[vertex]);
            I y = I.Select(there, I.Load(work.ScreenY + vertex), work.ScreenY[vertex]);
            lowX = I.Min(lowX, x);
            highX = I.Max(highX, x);
            lowY = I.Min(lowY, y);
            highY = I.Max(highY, y);
        }

        int bits = work.View->SubpixelBits, last = work.Centres.Side - 1;
        return new ScreenBox(
            Math.Clamp((Least<F, I, M>(lowX) >> bits) - 1, 0, last),
            Math.Clamp(-Least<F, I, M>(0 - highX) >> bits, -1, last),
            Math.Clamp((Least<F, I, M>(lowY) >> bits) - 1, 0, last),
            Math.Clamp(-Least<F, I, M>(0 - highY) >> bits, -1, last));
    }

    private static unsafe int Least<F, I, M>(I values)
        where F : unmanaged, IFloat<F, I, M>
        where I : unmanaged, IInt<F, I, M>
        where M : unmanaged, IMask<M>
    {
        int* all = stackalloc int[WidestVector];
        I.Store(all, values);
        int least = all[0];
        for (int i = 1; i < I.Width; i++)
            least = Math.Min(least, all[i]);
        return least;
    }
}
