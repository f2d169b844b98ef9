using System.Runtime.CompilerServices;
using Piwa.Kernels.Numerics;

namespace Piwa.Kernels.Views;

/// <summary>
/// Draws triangles into the visibility buffer. Coverage is exact: screen coordinates are integers, and a pixel is covered when its
/// centre is inside or on the edge of a triangle, so that neighbours leave no gap.
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

        // Pixels whose centres lie within the box.
        ViewRecord* view = work.View;
        int bits = view->SubpixelBits;
        int half = 1 << (bits - 1);
        int pixel = 1 << bits;
        int firstX = Math.Max((lowX + half - 1) >> bits, 0), lastX = Math.Min((highX - half) >> bits, view->Resolution - 1);
        int firstY = Math.Max((lowY + half - 1) >> bits, 0), lastY = Math.Min((highY - half) >> bits, view->Resolution - 1);
        if (firstX > lastX || firstY > lastY)
            return;

        // Edge functions at the first pixel, and their steps. Function i is zero along the edge opposite to corner i.
        int px = (firstX << bits) + half, py = (firstY << bits) + half;
        int stepX0 = (y1 - y2) * pixel, stepX1 = (y2 - y0) * pixel, stepX2 = (y0 - y1) * pixel;
        int stepY0 = (x2 - x1) * pixel, stepY1 = (x0 - x2) * pixel, stepY2 = (x1 - x0) * pixel;
        int row0 = ((x2 - x1) * (py - y1)) - ((y2 - y1) * (px - x1));
        int row1 = ((x0 - x2) * (py - y2)) - ((y0 - y2) * (px - x2));
        int row2 = ((x1 - x0) * (py - y0)) - ((y1 - y0) * (px - x0));

        F inverseArea = (F)1f / F.FromInt(area);
        F depth0 = (F)work.InverseDepth[v0] * inverseArea;
        F depth1 = (F)work.InverseDepth[v1] * inverseArea;
        F depth2 = (F)work.InverseDepth[v2] * inverseArea;
        I along0 = I.Sequence(0) * stepX0, along1 = I.Sequence(0) * stepX1, along2 = I.Sequence(0) * stepX2;
        for (int y = firstY; y <= lastY; y++)
        {
            I e0 = along0 + row0, e1 = along1 + row1, e2 = along2 + row2;
            int address = (y * view->Resolution) + firstX;
            for (int x = firstX; x <= lastX; x += I.Width)
            {
                M inside = !((e0 | e1 | e2) < 0) & M.FirstN(lastX - x + 1);
                if (M.Any(inside))
                {
                    F depth = F.Fma(F.FromInt(e0), depth0, F.Fma(F.FromInt(e1), depth1, F.FromInt(e2) * depth2));
                    V.Offer(in work, address, inside, depth, triangle);
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

    /// <summary>All triangles.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void DrawAll(in ViewWork work)
    {
        for (int triangle = 0; triangle < work.TriangleCount; triangle++)
            Draw(in work, triangle);
    }
}
