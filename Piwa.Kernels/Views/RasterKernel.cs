using System.Runtime.CompilerServices;
using Piwa.Kernels.Numerics;

namespace Piwa.Kernels.Views;

/// <summary>
/// Draws triangles into the visibility planes one by one, as a device does; the host has <see cref="HostRaster{F,I,M}"/>. Coverage is exact: screen
/// coordinates are integers, and a sample is covered when it is inside or on the edge of a triangle, so that neighbours leave no gap.
/// </summary>
internal static unsafe class RasterKernel<F, I, M, V>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
    where V : struct, IVisibility<F, I, M>
{
    /// <summary>Draws one triangle if it faces the camera.</summary>
    [MethodImpl(Compiled.AtOnce)]
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
        int bits = work.View->SubpixelBits;
        var screen = new ScreenTriangle<F, I, M>(
            x0, y0, x1, y1, x2, y2,
            (F)work.Nearness[v0] * inverseArea, (F)work.Nearness[v1] * inverseArea, (F)work.Nearness[v2] * inverseArea, bits, V.Mark(in work, triangle));
        int pixel = 1 << bits, middle = pixel >> 1;
        Cover(
            in work.Centres, in screen, middle,
            Math.Max((lowX - middle + pixel - 1) >> bits, 0), Math.Min((highX - middle) >> bits, work.Centres.Side - 1),
            Math.Max((lowY - middle + pixel - 1) >> bits, 0), Math.Min((highY - middle) >> bits, work.Centres.Side - 1));
        Cover(
            in work.Corners, in screen, 0,
            Math.Max((lowX + pixel - 1) >> bits, 0), Math.Min(highX >> bits, work.Corners.Side - 1),
            Math.Max((lowY + pixel - 1) >> bits, 0), Math.Min(highY >> bits, work.Corners.Side - 1));
    }

    /// <summary>
    /// Offers a triangle to the samples of its box, a block at a time: most triangles are a few pixels wide, and one block holds them.
    /// </summary>
    /// <param name="plane">The lattice.</param>
    /// <param name="t">The triangle.</param>
    /// <param name="shift">Screen coordinate of the first sample.</param>
    /// <param name="firstX">The samples in its box.</param>
    /// <param name="lastX">The samples in its box; before the first one where there are none.</param>
    /// <param name="firstY">The samples in its box.</param>
    /// <param name="lastY">The samples in its box; before the first one where there are none.</param>
    [MethodImpl(Compiled.AtOnce)]
    public static void Cover(in VisibilityPlane plane, in ScreenTriangle<F, I, M> t, int shift, int firstX, int lastX, int firstY, int lastY)
    {
        // Edge functions at the first sample. Function i is zero along the edge opposite to corner i.
        int px = (firstX << t.Bits) + shift, py = (firstY << t.Bits) + shift;
        int row0 = ((t.X2 - t.X1) * (py - t.Y1)) - ((t.Y2 - t.Y1) * (px - t.X1));
        int row1 = ((t.X0 - t.X2) * (py - t.Y2)) - ((t.Y0 - t.Y2) * (px - t.X2));
        int row2 = ((t.X1 - t.X0) * (py - t.Y0)) - ((t.Y1 - t.Y0) * (px - t.X0));
        int width = Block.Width(I.Width), height = Block.Height(I.Width);
        I places = I.Sequence(0), column = places & (width - 1), row = places >>> Block.ColumnBits;
        for (int y = firstY; y <= lastY; y += height)
        {
            I e0 = t.Across0 + row0, e1 = t.Across1 + row1, e2 = t.Across2 + row2;
            int address = (y * plane.Side) + firstX;
            M below = row > lastY - y;
            for (int x = firstX; x <= lastX; x += width)
            {
                M inside = !((e0 | e1 | e2) < 0 | below | column > lastX - x);
                if (M.Any(inside))
                {
                    F nearness = F.Fma(F.FromInt(e0), t.Nearness0, F.Fma(F.FromInt(e1), t.Nearness1, F.FromInt(e2) * t.Nearness2));
                    V.Offer(in plane, address, inside, nearness, t.Mark);
                }

                e0 = e0 + (t.StepX0 * width);
                e1 = e1 + (t.StepX1 * width);
                e2 = e2 + (t.StepX2 * width);
                address += width;
            }

            row0 += t.StepY0 * height;
            row1 += t.StepY1 * height;
            row2 += t.StepY2 * height;
        }
    }
}
