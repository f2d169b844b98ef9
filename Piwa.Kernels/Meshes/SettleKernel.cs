using System.Numerics;
using System.Runtime.CompilerServices;
using Piwa.Kernels.Numerics;

namespace Piwa.Kernels.Meshes;

/// <summary>Sends vertices home that left their cells and fold the surface over.</summary>
/// <remarks>
/// (1) Each quad that cannot be split into two triangles that face outward marks its vertices that are not at home. (2) Marked
/// vertices go a part of the way home: an eighth of it, then half, then all, so that an edge is notched as little as can be. After
/// <see cref="SettleRounds.Count"/> rounds, (3) if any such quad is left, all vertices of the mesh go home.
/// Within a round marks are only ever set, so the order of the quads does not matter.
/// </remarks>
internal static unsafe class SettleKernel<F, I, M>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    /// <summary>Of a vertex's way from home, the share that it keeps when it first goes back.</summary>
    private const float FirstKept = 7f / 8f;

    /// <summary>And of the rest, when it goes again: half of the whole way is left. The third time it keeps nothing.</summary>
    private const float SecondKept = 4f / 7f;

    /// <summary>
    /// Marks the vertices of the quads <paramref name="quad"/>, quad + 1, ... that are folded over, of which <paramref name="count"/> are
    /// there.
    /// </summary>
    /// <returns>How many are.</returns>
    [MethodImpl(Compiled.AtOnce)]
    public static int Mark(in MeshWork work, int quad, int count)
    {
        M there = M.FirstN(count);
        var corners = new QuadCorners<F, I, M>(in work, quad, there);
        QuadPlaces<F, I, M>.Gather(in work, in corners, quad, out QuadPlaces<F, I, M> p);
        M away = there & (IsAway(in work, corners.V0, p.X0, p.Y0, p.Z0) | IsAway(in work, corners.V1, p.X1, p.Y1, p.Z1)
            | IsAway(in work, corners.V2, p.X2, p.Y2, p.Z2) | IsAway(in work, corners.V3, p.X3, p.Y3, p.Z3));
        M folded = away & !QuadPlaces<F, I, M>.FirstFaces(in p);
        if (!M.Any(folded))
            return 0;

        folded = folded & !QuadPlaces<F, I, M>.SecondFaces(in p);
        uint bits = M.Bits(folded);
        int found = 0;
        for (uint left = bits; left != 0; left &= left - 1)
        {
            MarkQuad(in work, quad + BitOperations.TrailingZeroCount(left));
            found++;
        }

        return found;
    }

    /// <summary>Brings the vertices <paramref name="vertex"/>, vertex + 1, ... nearer home if they are marked, and home if all must.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void Settle(in MeshWork work, int vertex, bool all)
    {
        // Of a mark, bit 0 says that the vertex has to go, the bits above how often it went.
        I state = I.Load(work.VertexMarks + vertex);
        M marked = I.Equal(state & 1, 1);
        I level = state >>> 1;
        F kept = F.Select(marked, F.Select(I.Equal(level, 0), FirstKept, F.Select(I.Equal(level, 1), SecondKept, 0f)), 1f);
        kept = F.Select(all, 0f, kept);
        I.Store(work.VertexMarks + vertex, I.Select(marked, (level + 1) << 1, state));
        Approach(work.VertexX + vertex, work.HomeX + vertex, kept);
        Approach(work.VertexY + vertex, work.HomeY + vertex, kept);
        Approach(work.VertexZ + vertex, work.HomeZ + vertex, kept);
    }

    /// <summary>All rounds.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void SettleAll(in MeshWork work)
    {
        int quads = work.Header->QuadCount, vertices = work.Header->VertexCount;
        for (int round = 0; round <= SettleRounds.Count; round++)
        {
            int folded = 0;
            for (int quad = 0; quad < quads; quad += I.Width)
                folded += Mark(in work, quad, quads - quad);
            if (folded == 0)
                return;

            for (int vertex = 0; vertex < vertices; vertex += I.Width)
                Settle(in work, vertex, round == SettleRounds.Count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Approach(float* place, float* home, F kept)
    {
        F from = F.Load(home), to = F.Load(place);
        F.Store(place, F.Select(kept < 1f, F.Fma(to - from, kept, from), to));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static M IsAway(in MeshWork work, I v, F x, F y, F z) =>
        Differs(x, F.Gather(work.HomeX, v)) | Differs(y, F.Gather(work.HomeY, v)) | Differs(z, F.Gather(work.HomeZ, v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static M Differs(F a, F b) => a < b | a > b;

    private static void MarkQuad(in MeshWork work, int quad)
    {
        for (int corner = 0; corner < QuadKernel.CornersOfQuad; corner++)
        {
            int v = work.QuadVertices[(corner * work.QuadStride) + quad];
            if ((work.VertexX[v] != work.HomeX[v]) | (work.VertexY[v] != work.HomeY[v]) | (work.VertexZ[v] != work.HomeZ[v]))
                work.VertexMarks[v] |= 1;
        }
    }
}

/// <summary>How often vertices are sent home one by one: twice as often as one that is marked each time needs.</summary>
internal static class SettleRounds
{
    public const int Count = 6;
}
