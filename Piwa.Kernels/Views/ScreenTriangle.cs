using System.Runtime.CompilerServices;
using Piwa.Kernels.Numerics;

namespace Piwa.Kernels.Views;

/// <summary>A triangle on the screen, ready to be offered to samples.</summary>
internal readonly struct ScreenTriangle<F, I, M>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    /// <summary>The corners, in subpixels, in an order whose area is positive.</summary>
    public readonly int X0, Y0, X1, Y1, X2, Y2;

    /// <summary>Steps of the edge functions from pixel to pixel.</summary>
    public readonly int StepX0, StepX1, StepX2, StepY0, StepY1, StepY2;

    /// <summary>Edge functions at the samples of a block, less those at its first sample.</summary>
    public readonly I Across0, Across1, Across2;

    /// <summary>What each corner adds to the nearness per unit of its edge function.</summary>
    public readonly F Nearness0, Nearness1, Nearness2;

    /// <summary>Fractional bits of screen coordinates.</summary>
    public readonly int Bits;

    /// <summary>What planes keep of it.</summary>
    public readonly int Mark;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ScreenTriangle(int x0, int y0, int x1, int y1, int x2, int y2, F nearness0, F nearness1, F nearness2, int bits, int mark)
    {
        X0 = x0;
        Y0 = y0;
        X1 = x1;
        Y1 = y1;
        X2 = x2;
        Y2 = y2;
        StepX0 = (y1 - y2) << bits;
        StepX1 = (y2 - y0) << bits;
        StepX2 = (y0 - y1) << bits;
        StepY0 = (x2 - x1) << bits;
        StepY1 = (x0 - x2) << bits;
        StepY2 = (x1 - x0) << bits;
        I places = I.Sequence(0), column = places & (Block.Width(I.Width) - 1), row = places >>> Block.ColumnBits;
        Across0 = column * StepX0 + row * StepY0;
        Across1 = column * StepX1 + row * StepY1;
        Across2 = column * StepX2 + row * StepY2;
        Nearness0 = nearness0;
        Nearness1 = nearness1;
        Nearness2 = nearness2;
        Bits = bits;
        Mark = mark;
    }
}
