using System.Numerics;
using System.Runtime.CompilerServices;
using Piwa.Kernels.Numerics;

namespace Piwa.Kernels.Views;

/// <summary>
/// Draws all triangles of a view on the CPU. As many at once as the width are set up; those that face away, or whose boxes hold no sample,
/// are out before they are drawn. Large ones are drawn one by one, then the small ones of the same vector together.
/// </summary>
internal static unsafe class HostRaster<F, I, M>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    // Where the values of a setup lie, each for as many triangles as the width.
    private const int Corner0 = 0, Corner1 = 2, Corner2 = 4, Nearness = 6, Centres = 9, Corners = 13, SetupLength = 17;

    private const int WidestVector = 16;

    /// <summary>Small triangles have so many pixels or less along each side of their boxes.</summary>
    private const int SmallSide = 3;

    /// <summary>Draws the view. The planes have room for a block behind their last sample.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void DrawAll(in ViewWork work)
    {
        int* setups = stackalloc int[SetupLength * WidestVector];
        for (int triangle = 0; triangle < work.TriangleCount; triangle += I.Width)
        {
            SetUp(in work, triangle, setups, out uint centres, out uint corners, out M small);
            uint both = centres | corners, together = M.Bits(small);
            for (uint left = both & ~together; left != 0; left &= left - 1)
            {
                int place = BitOperations.TrailingZeroCount(left);
                Draw(in work, setups + place, triangle + place, ((centres >> place) & 1) != 0, ((corners >> place) & 1) != 0);
            }

            if ((centres & together) != 0)
                DrawSmall(in work, in work.Centres, setups, Centres, 1 << (work.View->SubpixelBits - 1), triangle, small);
            if ((corners & together) != 0)
                DrawSmall(in work, in work.Corners, setups, Corners, 0, triangle, small);
        }
    }

    /// <summary>Sets up the triangles from one on, and says which of them may cover samples of each plane, and which are small.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static void SetUp(in ViewWork work, int triangle, int* setups, out uint centres, out uint corners, out M small)
    {
        // Outward triangles go against the clock; on a screen whose y points down that is a negative area. Swapping two corners
        // makes it positive.
        M there = M.FirstN(work.TriangleCount - triangle);
        if (triangle + I.Width > work.TriangleCount || !TriangleRows.Triples(work.Triangles + (3 * triangle), out I v0, out I v2, out I v1))
        {
            I corner = I.Select(there, I.Sequence(triangle) * 3, 0);
            v0 = I.Gather(work.Triangles, corner);
            v1 = I.Gather(work.Triangles, corner + 2);
            v2 = I.Gather(work.Triangles, corner + 1);
        }

        I x0 = I.Gather(work.ScreenX, v0), x1 = I.Gather(work.ScreenX, v1), x2 = I.Gather(work.ScreenX, v2);
        I y0 = I.Gather(work.ScreenY, v0), y1 = I.Gather(work.ScreenY, v1), y2 = I.Gather(work.ScreenY, v2);
        I lowX = I.Min(x0, I.Min(x1, x2)), highX = I.Max(x0, I.Max(x1, x2));
        I lowY = I.Min(y0, I.Min(y1, y2)), highY = I.Max(y0, I.Max(y1, y2));
        M large = there & (highX - lowX > RasterLimits.MaxExtent | highY - lowY > RasterLimits.MaxExtent);
        *work.RefusedTriangles += BitOperations.PopCount(M.Bits(large));
        centres = 0;
        corners = 0;
        I area = (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0);
        M drawn = there & !large & area > 0;
        small = false;
        if (!M.Any(drawn))
            return;

        int bits = work.View->SubpixelBits, middle = 1 << (bits - 1);
        centres = Box(in work.Centres, bits, lowX - middle, highX - middle, lowY - middle, highY - middle, drawn, setups + (Centres * I.Width));
        corners = Box(in work.Corners, bits, lowX, highX, lowY, highY, drawn, setups + (Corners * I.Width));
        if ((centres | corners) == 0)
            return;

        small = drawn & highX - lowX < (SmallSide << bits) & highY - lowY < (SmallSide << bits);
        F inverseArea = (F)1f / F.FromInt(area);
        Store(setups, Corner0, x0, y0);
        Store(setups, Corner1, x1, y1);
        Store(setups, Corner2, x2, y2);
        float* nearness = (float*)(setups + (Nearness * I.Width));
        F n0 = F.Gather(work.Nearness, v0), n1 = F.Gather(work.Nearness, v1), n2 = F.Gather(work.Nearness, v2);
        F.Store(nearness, n0 * inverseArea);
        F.Store(nearness + I.Width, n1 * inverseArea);
        F.Store(nearness + (2 * I.Width), n2 * inverseArea);
        if (!TriangleRows.AreUsedBy<I>())
            return;

        // A row has the corners in the mesh's order.
        TriangleCorners<F, I, M> row;
        row.X0 = x0;
        row.Y0 = y0;
        row.X1 = x2;
        row.Y1 = y2;
        row.X2 = x1;
        row.Y2 = y1;
        row.Nearness0 = n0;
        row.Nearness1 = n2;
        row.Nearness2 = n1;
        row.Light0 = I.Gather(work.VertexLights, v0);
        row.Light1 = I.Gather(work.VertexLights, v2);
        row.Light2 = I.Gather(work.VertexLights, v1);
        WriteRows(in work, triangle, &row);
    }

    /// <summary>Writes the rows of triangles from one on, once their normals are with the rest.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static void WriteRows(in ViewWork work, int triangle, TriangleCorners<F, I, M>* row)
    {
        if (triangle + I.Width > work.TriangleCount
            || !TriangleRows.Triples(work.TriangleNormals + (3 * triangle), out row->Normal0, out row->Normal1, out row->Normal2))
        {
            I corner = I.Select(M.FirstN(work.TriangleCount - triangle), I.Sequence(triangle) * 3, 0);
            row->Normal0 = I.Gather(work.TriangleNormals, corner);
            row->Normal1 = I.Gather(work.TriangleNormals, corner + 1);
            row->Normal2 = I.Gather(work.TriangleNormals, corner + 2);
        }

        row->Spare = 0;
        int* places = stackalloc int[TriangleRows.Length];
        I.Store(places, I.Sequence(0));
        TriangleRows.Turn((int*)row, places, work.TriangleRows + ((long)triangle * TriangleRows.Length));
    }

    /// <summary>The first and last samples of boxes, and which boxes hold any.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Box(in VisibilityPlane plane, int bits, I lowX, I highX, I lowY, I highY, M drawn, int* samples)
    {
        int beforeNext = (1 << bits) - 1, last = plane.Side - 1;
        I firstX = I.Max((lowX + beforeNext) >> bits, 0), lastX = I.Min(highX >> bits, last);
        I firstY = I.Max((lowY + beforeNext) >> bits, 0), lastY = I.Min(highY >> bits, last);
        Store(samples, 0, firstX, lastX);
        Store(samples, 2, firstY, lastY);
        return M.Bits(drawn & !(firstX > lastX | firstY > lastY));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(int* setups, int row, I first, I second)
    {
        I.Store(setups + (row * I.Width), first);
        I.Store(setups + ((row + 1) * I.Width), second);
    }

    /// <summary>Draws one of the triangles that are set up.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static void Draw(in ViewWork work, int* setup, int triangle, bool hitsCentres, bool hitsCorners)
    {
        float* nearness = (float*)(setup + (Nearness * I.Width));
        int bits = work.View->SubpixelBits;
        var screen = new ScreenTriangle<F, I, M>(
            Value(setup, Corner0), Value(setup, Corner0 + 1),
            Value(setup, Corner1), Value(setup, Corner1 + 1),
            Value(setup, Corner2), Value(setup, Corner2 + 1),
            nearness[0], nearness[I.Width], nearness[2 * I.Width], bits, HostVisibility<F, I, M>.Mark(in work, triangle));
        if (hitsCentres)
        {
            RasterKernel<F, I, M, HostVisibility<F, I, M>>.Cover(
                in work.Centres, in screen, 1 << (bits - 1),
                Value(setup, Centres), Value(setup, Centres + 1), Value(setup, Centres + 2), Value(setup, Centres + 3));
        }

        if (hitsCorners)
        {
            RasterKernel<F, I, M, HostVisibility<F, I, M>>.Cover(
                in work.Corners, in screen, 0,
                Value(setup, Corners), Value(setup, Corners + 1), Value(setup, Corners + 2), Value(setup, Corners + 3));
        }
    }

    /// <summary>
    /// Draws small triangles, each in a lane of its own: their boxes are walked in step. Of two at the same depth the one with the lower
    /// index stays, whichever comes first.
    /// </summary>
    /// <param name="work">The view.</param>
    /// <param name="plane">The samples.</param>
    /// <param name="setups">The triangles that are set up.</param>
    /// <param name="box">Where their boxes of samples are.</param>
    /// <param name="shift">Screen coordinate of the first sample.</param>
    /// <param name="triangle">The first one's index.</param>
    /// <param name="small">Which of them to draw.</param>
    [MethodImpl(Compiled.AtOnce)]
    private static void DrawSmall(in ViewWork work, in VisibilityPlane plane, int* setups, int box, int shift, int triangle, M small)
    {
        int* samples = stackalloc int[WidestVector];
        int* heights = stackalloc int[WidestVector];
        int bits = work.View->SubpixelBits;
        I x0 = Row(setups, Corner0), y0 = Row(setups, Corner0 + 1);
        I x1 = Row(setups, Corner1), y1 = Row(setups, Corner1 + 1);
        I x2 = Row(setups, Corner2), y2 = Row(setups, Corner2 + 1);
        float* nearness = (float*)(setups + (Nearness * I.Width));
        F n0 = F.Load(nearness), n1 = F.Load(nearness + I.Width), n2 = F.Load(nearness + (2 * I.Width));
        I firstX = Row(setups, box), firstY = Row(setups, box + 2);
        I lastColumn = Row(setups, box + 1) - firstX, lastRow = Row(setups, box + 3) - firstY;

        // Edge functions at the first sample, and their steps; see RasterKernel.Cover.
        I px = (firstX << bits) + shift, py = (firstY << bits) + shift;
        I dx0 = y1 - y2, dx1 = y2 - y0, dx2 = y0 - y1, dy0 = x2 - x1, dy1 = x0 - x2, dy2 = x1 - x0;
        I row0 = dy0 * (py - y1) + dx0 * (px - x1);
        I row1 = dy1 * (py - y2) + dx1 * (px - x2);
        I row2 = dy2 * (py - y0) + dx2 * (px - x0);
        dx0 = dx0 << bits;
        dx1 = dx1 << bits;
        dx2 = dx2 << bits;
        dy0 = dy0 << bits;
        dy1 = dy1 << bits;
        dy2 = dy2 << bits;
        I first = firstY * plane.Side + firstX;
        for (int y = 0; ; y++)
        {
            M inRow = small & lastRow > y - 1;
            if (!M.Any(inRow))
                return;

            I e0 = row0, e1 = row1, e2 = row2;
            for (int x = 0; ; x++)
            {
                M inBox = inRow & lastColumn > x - 1;
                if (!M.Any(inBox))
                    break;

                M inside = inBox & !((e0 | e1 | e2) < 0);
                if (M.Any(inside))
                {
                    F.Store((float*)heights, F.Fma(F.FromInt(e0), n0, F.Fma(F.FromInt(e1), n1, F.FromInt(e2) * n2)));
                    I.Store(samples, first + x);
                    for (uint left = M.Bits(inside); left != 0; left &= left - 1)
                    {
                        int lane = BitOperations.TrailingZeroCount(left);
                        Offer(in plane, samples[lane], heights[lane], HostVisibility<F, I, M>.Mark(in work, triangle + lane));
                    }
                }

                e0 = e0 + dx0;
                e1 = e1 + dx1;
                e2 = e2 + dx2;
            }

            row0 = row0 + dy0;
            row1 = row1 + dy1;
            row2 = row2 + dy2;
            first = first + plane.Side;
        }
    }

    /// <summary>
    /// Offers a triangle to one sample, without a branch: which is nearer cannot be foretold. Positive floats are ordered as their bits are.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Offer(in VisibilityPlane plane, int sample, int nearness, int mark)
    {
        const int High = 32;
        int* nearest = (int*)plane.Nearness + sample;
        int* before = plane.Marks + sample;
        long stays = Math.Max(((long)nearness << High) | (uint)~mark, ((long)*nearest << High) | (uint)~*before);
        *nearest = (int)(stays >> High);
        *before = ~(int)stays;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static I Row(int* setups, int row) => I.Load(setups + (row * I.Width));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Value(int* setup, int row) => setup[row * I.Width];
}
