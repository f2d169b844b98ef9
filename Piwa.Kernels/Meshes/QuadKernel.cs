using System.Runtime.CompilerServices;
using Piwa.Kernels.Numerics;

namespace Piwa.Kernels.Meshes;

/// <summary>Joins the four vertices round each crossed edge to a quad, gives each corner its normal, and splits the quad in two triangles.</summary>
internal static unsafe class QuadKernel<F, I, M>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    /// <summary>Crossings whose normals differ by more than 40 degrees lie on different sides of a crease: cos 40 degrees.</summary>
    private const float CreaseCosine = 0.76604444f;

    /// <summary>Quads <paramref name="quad"/>, quad + 1, ..., of which <paramref name="count"/> are there.</summary>
    /// <remarks>
    /// Corners go round the edge's axis against the clock, seen from where the axis points to: the cells at (0, 0), (-1, 0), (-1, -1)
    /// and (0, -1) in the next two axes. <see cref="MeshWork.QuadVertices"/> keeps that order.
    /// </remarks>
    [MethodImpl(Compiled.AtOnce)]
    public static void Join(in MeshWork work, int quad, int count)
    {
        M there = M.FirstN(count);
        I code = I.Select(there, I.Load(work.QuadEdges + quad), EdgeCode.Pack(1, 1, 1, 0, 0));
        I x = code & EdgeCode.CoordinateMask;
        I y = (code >>> EdgeCode.ShiftY) & EdgeCode.CoordinateMask;
        I z = (code >>> EdgeCode.ShiftZ) & EdgeCode.CoordinateMask;
        I axis = (code >>> EdgeCode.ShiftAxis) & EdgeCode.AxisMask;
        M alongX = I.Equal(axis, 0), alongY = I.Equal(axis, 1), alongZ = I.Equal(axis, 2);
        F nx = F.Load(work.QuadNormalX + quad), ny = F.Load(work.QuadNormalY + quad), nz = F.Load(work.QuadNormalZ + quad);

        I part = I.Load(work.QuadParts + quad);
        M seam = false;
        for (int corner = 0; corner < QuadKernel.CornersOfQuad; corner++)
        {
            // Step back along the next axis (b) and the one after it (c).
            int backB = corner is 1 or 2 ? 1 : 0;
            int backC = corner is 2 or 3 ? 1 : 0;
            I cx = x - I.Select(alongX, 0, I.Select(alongY, backC, backB));
            I cy = y - I.Select(alongY, 0, I.Select(alongZ, backC, backB));
            I cz = z - I.Select(alongZ, 0, I.Select(alongX, backC, backB));
            var cell = new Cell<F, I, M>(in work, cx, cy, cz);

            // The edge's number within the cell counts the lower of the other two axes first: for y that is c.
            int along = backB + (2 * backC), alongSwapped = backC + (2 * backB);
            I edge = axis * 4 + I.Select(alongY, alongSwapped, along);
            I row = I.Select(there, I.Gather(work.CellPatterns, I.Select(there, cell.Index, 0)) * CellTable.MaxPatches, 0);
            I patch = Patch(in work, row, edge);
            I vertex = I.Gather(work.CellVertices, I.Select(there, cell.Index, 0)) + patch;
            I.Store(work.QuadVertices + (corner * work.QuadStride) + quad, vertex);

            I edges = I.Gather(work.CellTable, row + patch);
            I normal = CornerNormal(in work, cell, edges, nx, ny, nz, part, there, ref seam);
            I.Store(work.QuadCornerNormals + (corner * work.QuadStride) + quad, normal);
        }

        I.Store(work.QuadSeams + quad, I.Select(seam, 1, 0));
    }

    /// <summary>All quads.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void JoinAll(in MeshWork work)
    {
        int quads = work.Header->QuadCount;
        for (int quad = 0; quad < quads; quad += I.Width)
            Join(in work, quad, quads - quad);
    }

    /// <summary>Which patch of the table's row an edge belongs to.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static I Patch(in MeshWork work, I row, I edge)
    {
        I bit = EdgeBit(edge);
        I patch = 0;
        for (int i = 1; i < CellTable.MaxPatches; i++)
            patch = I.Select(I.Equal(I.Gather(work.CellTable, row + i) & bit, 0), patch, i);
        return patch;
    }

    /// <summary>2 to the power of an edge's number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static I EdgeBit(I edge)
    {
        I bit = I.Select(I.Equal(edge & 1, 1), 2, 1);
        bit = I.Select(I.Equal(edge & 2, 2), bit << 2, bit);
        bit = I.Select(I.Equal(edge & 4, 4), bit << 4, bit);
        return I.Select(I.Equal(edge & 8, 8), bit << 8, bit);
    }

    /// <summary>
    /// The mean of the normals round the vertex that lie on this quad's side of any crease; and whether another part shows there.
    /// </summary>
    [MethodImpl(Compiled.AtOnce)]
    private static I CornerNormal(in MeshWork work, in Cell<F, I, M> cell, I edges, F nx, F ny, F nz, I part, M there, ref M seam)
    {
        F sx = 0f, sy = 0f, sz = 0f;
        for (int edge = 0; edge < CellTable.EdgeCount; edge++)
        {
            M crossed = I.Equal((edges >>> edge) & 1, 1) & there;
            if (!M.Any(crossed))
                continue;

            I other = cell.Quad(in work, edge, crossed);
            F ox = F.Gather(work.QuadNormalX, other);
            F oy = F.Gather(work.QuadNormalY, other);
            F oz = F.Gather(work.QuadNormalZ, other);
            M same = crossed & (F.Fma(ox, nx, F.Fma(oy, ny, oz * nz)) > CreaseCosine);
            sx = F.Select(same, sx + ox, sx);
            sy = F.Select(same, sy + oy, sy);
            sz = F.Select(same, sz + oz, sz);
            seam = seam | (crossed & !I.Equal(I.Gather(work.QuadParts, other), part));
        }

        return Octahedral<F, I, M>.EncodeWords(sx, sy, sz);
    }

    /// <summary>Splits all quads.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void SplitAll(in MeshWork work)
    {
        int quads = work.Header->QuadCount;
        for (int quad = 0; quad < quads; quad += I.Width)
            Split(in work, quad, quads - quad);
    }

    /// <summary>
    /// Splits the quads <paramref name="quad"/>, quad + 1, ..., of which <paramref name="count"/> are there: 1 for the diagonal from corner
    /// 1 to corner 3, 0 for that from corner 0 to corner 2. The one whose triangles both face outward; where both do, or none, the one
    /// that passes nearer to where the surface crosses the edge; but none of which a triangle has no area.
    /// </summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void Split(in MeshWork work, int quad, int count)
    {
        M there = M.FirstN(count);
        var corners = new QuadCorners<F, I, M>(in work, quad, there);
        I code = I.Select(there, I.Load(work.QuadEdges + quad), EdgeCode.Pack(1, 1, 1, 0, 0));
        I axis = (code >>> EdgeCode.ShiftAxis) & EdgeCode.AxisMask;
        M alongX = I.Equal(axis, 0), alongY = I.Equal(axis, 1);
        F x = F.FromInt(code & EdgeCode.CoordinateMask);
        F y = F.FromInt((code >>> EdgeCode.ShiftY) & EdgeCode.CoordinateMask);
        F z = F.FromInt((code >>> EdgeCode.ShiftZ) & EdgeCode.CoordinateMask);
        Turn(alongX, alongY, x, y, z, out F height, out F lineB, out F lineC);
        height = F.Load(work.QuadCrossings + quad) + height;

        QuadPlaces<F, I, M>.Gather(in work, in corners, quad, out QuadPlaces<F, I, M> p);
        FromLine(p.X0, p.Y0, p.Z0, alongX, alongY, lineB, lineC, out F a0, out F b0, out F c0);
        FromLine(p.X1, p.Y1, p.Z1, alongX, alongY, lineB, lineC, out F a1, out F b1, out F c1);
        FromLine(p.X2, p.Y2, p.Z2, alongX, alongY, lineB, lineC, out F a2, out F b2, out F c2);
        FromLine(p.X3, p.Y3, p.Z3, alongX, alongY, lineB, lineC, out F a3, out F b3, out F c3);
        F first = F.Abs(HeightAtLine(a0, b0, c0, a1, b1, c1, a2, b2, c2, a3, b3, c3) - height);
        F second = F.Abs(HeightAtLine(a1, b1, c1, a2, b2, c2, a3, b3, c3, a0, b0, c0) - height);

        M firstFaces = QuadPlaces<F, I, M>.FirstFaces(in p), secondFaces = QuadPlaces<F, I, M>.SecondFaces(in p);
        M wantsSecond = (secondFaces & !firstFaces) | (second < first & !(firstFaces & !secondFaces));
        QuadSteps<F, I, M>.Gather(in work, in corners, out QuadSteps<F, I, M> steps);
        M takesSecond = (wantsSecond & !QuadSteps<F, I, M>.SecondFlat(in steps)) | QuadSteps<F, I, M>.FirstFlat(in steps);
        I.Store(work.QuadSplits + quad, I.Select(takesSecond, 1, 0));
    }

    /// <summary>A place's coordinates along the edge's axis (a) and the next two (b, c).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Turn(M alongX, M alongY, F x, F y, F z, out F a, out F b, out F c)
    {
        a = F.Select(alongX, x, F.Select(alongY, y, z));
        b = F.Select(alongX, y, F.Select(alongY, z, x));
        c = F.Select(alongX, z, F.Select(alongY, x, y));
    }

    /// <summary>A vertex's place, from the edge's line.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FromLine(F x, F y, F z, M alongX, M alongY, F lineB, F lineC, out F a, out F b, out F c)
    {
        Turn(alongX, alongY, x, y, z, out a, out b, out c);
        b = b - lineB;
        c = c - lineC;
    }

    /// <summary>Height of the surface split from corner 0 to corner 2 where b = c = 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static F HeightAtLine(F a0, F b0, F c0, F a1, F b1, F c1, F a2, F b2, F c2, F a3, F b3, F c3)
    {
        // Twice the signed areas that the line makes with the triangle's sides; the diagonal's sign says which triangle it meets.
        F diagonal = b2 * c0 - c2 * b0;
        M inFirst = diagonal > 0f;
        F a = F.Select(inFirst, a1, a3), b = F.Select(inFirst, b1, b3), c = F.Select(inFirst, c1, c3);
        F w0 = b * c2 - c * b2;
        F w2 = b0 * c - c0 * b;
        F sum = w0 + w2 + diagonal;
        return (w0 * a0 + w2 * a2 + diagonal * a) / sum;
    }
}

internal static class QuadKernel
{
    public const int CornersOfQuad = 4;
}
