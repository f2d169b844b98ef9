using System.Runtime.CompilerServices;
using Piwa.Kernels.Numerics;

namespace Piwa.Kernels.Views;

/// <summary>
/// Draws triangles into the visibility planes. Coverage is exact: screen coordinates are integers, and a sample is covered when it is
/// inside or on the edge of a triangle, so that neighbours leave no gap.
/// </summary>
internal static unsafe class RasterKernel<F, I, M, V>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
    where V : struct, IVisibility<F, I, M>
{
    /// <summary>Draws one triangle if it faces the camera.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Draw(in ViewWork work, int triangle)
    {
        // Outward triangles go against the clock; on a screen whose y points down that is a negative area. Swapping two corners
        // makes it positive.
        ushort* corners = work.Triangles + (3 * triangle);
        int v0 = corners[0], v1 = corners[2], v2 = corners[1];
        int x0 = work.ScreenX[v0], x1 = work.ScreenX[v1], x2 = work.ScreenX[v2];
        int y0 = work.ScreenY[v0], y1 = work.ScreenY[v1], y2 = work.ScreenY[v2];
        int lowX = Math.Min(x0, Math.Min(x1, x2)), highX = Math.Max(x0, Math.Max(x1, x2));
        int lowY = Math.Min(y0, Math.Min(y1, y2)), highY = Math.Max(y0, Math.Max(y1, y2));
        if (highX - lowX > RasterLimits.MaxExtent || highY - lowY > RasterLimits.MaxExtent)
        {
            ILGPU.Atomic.Add(ref *work.RefusedTriangles, 1);
            return;
        }

        int area = ((x1 - x0) * (y2 - y0)) - ((x2 - x0) * (y1 - y0));
        if (area <= 0)
            return;

        F inverseArea = (F)1f / F.FromInt(area);
        var setup = new Setup(
            x0, y0, x1, y1, x2, y2,
            (F)work.Nearness[v0] * inverseArea, (F)work.Nearness[v1] * inverseArea, (F)work.Nearness[v2] * inverseArea);
        int bits = work.View->SubpixelBits;
        Cover(in work.Centres, in setup, bits, 1 << (bits - 1), lowX, highX, lowY, highY, triangle);
        if (work.Corners.Side > 0)
            Cover(in work.Corners, in setup, bits, 0, lowX, highX, lowY, highY, triangle);
    }

    /// <summary>All triangles.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void DrawAll(in ViewWork work)
    {
        for (int triangle = 0; triangle < work.TriangleCount; triangle++)
            Draw(in work, triangle);
    }

    /// <summary>Offers a triangle to the samples of a lattice that it covers.</summary>
    /// <param name="plane">The lattice.</param>
    /// <param name="t">The triangle.</param>
    /// <param name="bits">Fractional bits of screen coordinates.</param>
    /// <param name="shift">Screen coordinate of the first sample.</param>
    /// <param name="lowX">The triangle's box.</param>
    /// <param name="highX">The triangle's box.</param>
    /// <param name="lowY">The triangle's box.</param>
    /// <param name="highY">The triangle's box.</param>
    /// <param name="triangle">Its index.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Cover(
        in VisibilityPlane plane,
        in Setup t,
        int bits,
        int shift,
        int lowX,
        int highX,
        int lowY,
        int highY,
        int triangle)
    {
        int pixel = 1 << bits, last = plane.Side - 1;
        int firstX = Math.Max((lowX - shift + pixel - 1) >> bits, 0), lastX = Math.Min((highX - shift) >> bits, last);
        int firstY = Math.Max((lowY - shift + pixel - 1) >> bits, 0), lastY = Math.Min((highY - shift) >> bits, last);
        if (firstX > lastX || firstY > lastY)
            return;

        // Edge functions at the first sample, and their steps. Function i is zero along the edge opposite to corner i.
        int px = (firstX << bits) + shift, py = (firstY << bits) + shift;
        int stepX0 = (t.Y1 - t.Y2) * pixel, stepX1 = (t.Y2 - t.Y0) * pixel, stepX2 = (t.Y0 - t.Y1) * pixel;
        int stepY0 = (t.X2 - t.X1) * pixel, stepY1 = (t.X0 - t.X2) * pixel, stepY2 = (t.X1 - t.X0) * pixel;
        int row0 = ((t.X2 - t.X1) * (py - t.Y1)) - ((t.Y2 - t.Y1) * (px - t.X1));
        int row1 = ((t.X0 - t.X2) * (py - t.Y2)) - ((t.Y0 - t.Y2) * (px - t.X2));
        int row2 = ((t.X1 - t.X0) * (py - t.Y0)) - ((t.Y1 - t.Y0) * (px - t.X0));
        I along0 = I.Sequence(0) * stepX0, along1 = I.Sequence(0) * stepX1, along2 = I.Sequence(0) * stepX2;
        for (int y = firstY; y <= lastY; y++)
        {
            I e0 = along0 + row0, e1 = along1 + row1, e2 = along2 + row2;
            int address = (y * plane.Side) + firstX;
            for (int x = firstX; x <= lastX; x += I.Width)
            {
                M inside = !((e0 | e1 | e2) < 0) & M.FirstN(lastX - x + 1);
                if (M.Any(inside))
                {
                    F nearness = F.Fma(F.FromInt(e0), t.Nearness0, F.Fma(F.FromInt(e1), t.Nearness1, F.FromInt(e2) * t.Nearness2));
                    V.Offer(in plane, address, inside, nearness, triangle);
                }

                e0 = e0 + (stepX0 * I.Width);
                e1 = e1 + (stepX1 * I.Width);
                e2 = e2 + (stepX2 * I.Width);
                address += I.Width;
            }

            row0 += stepY0;
            row1 += stepY1;
            row2 += stepY2;
        }
    }

    /// <summary>A triangle on the screen: its corners, and what each adds to the nearness per unit of its edge function.</summary>
    private readonly struct Setup(int x0, int y0, int x1, int y1, int x2, int y2, F nearness0, F nearness1, F nearness2)
    {
        public readonly int X0 = x0, Y0 = y0, X1 = x1, Y1 = y1, X2 = x2, Y2 = y2;
        public readonly F Nearness0 = nearness0, Nearness1 = nearness1, Nearness2 = nearness2;
    }
}
