using System.Runtime.CompilerServices;
using Piwa.Kernels.Numerics;

namespace Piwa.Kernels.Meshes;

/// <summary>The four vertices of as many quads as the width.</summary>
internal readonly unsafe struct QuadCorners<F, I, M>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    public readonly I V0, V1, V2, V3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public QuadCorners(in MeshWork work, int quad, M there)
    {
        V0 = I.Select(there, I.Load(work.QuadVertices + quad), 0);
        V1 = I.Select(there, I.Load(work.QuadVertices + work.QuadStride + quad), 0);
        V2 = I.Select(there, I.Load(work.QuadVertices + (2 * work.QuadStride) + quad), 0);
        V3 = I.Select(there, I.Load(work.QuadVertices + (3 * work.QuadStride) + quad), 0);
    }

    /// <summary>Whether both triangles of the split from corner 0 to corner 2 face the way of a normal.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public M FirstFaces(in MeshWork work, F nx, F ny, F nz) =>
        Faces(in work, V0, V1, V2, nx, ny, nz) & Faces(in work, V0, V2, V3, nx, ny, nz);

    /// <summary>Whether both triangles of the split from corner 1 to corner 3 do.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public M SecondFaces(in MeshWork work, F nx, F ny, F nz) =>
        Faces(in work, V1, V2, V3, nx, ny, nz) & Faces(in work, V1, V3, V0, nx, ny, nz);

    /// <summary>Whether a triangle of the split from corner 0 to corner 2, as quantised, has no area. Exact.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public M FirstFlat(in MeshWork work) => Flat(in work, V0, V1, V2) | Flat(in work, V0, V2, V3);

    /// <summary>Whether a triangle of the split from corner 1 to corner 3, as quantised, has no area. Exact.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public M SecondFlat(in MeshWork work) => Flat(in work, V1, V2, V3) | Flat(in work, V1, V3, V0);

    /// <summary>Whether a triangle faces the way of a normal, by more than quantisation can turn it.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static M Faces(in MeshWork work, I a, I b, I c, F nx, F ny, F nz)
    {
        const float LeastArea = 0.004f; // twice a triangle's, in cells: more than rounding to 16-bit coordinates takes away
        F ax = F.Gather(work.VertexX, a), ay = F.Gather(work.VertexY, a), az = F.Gather(work.VertexZ, a);
        F ux = F.Gather(work.VertexX, b) - ax, uy = F.Gather(work.VertexY, b) - ay, uz = F.Gather(work.VertexZ, b) - az;
        F vx = F.Gather(work.VertexX, c) - ax, vy = F.Gather(work.VertexY, c) - ay, vz = F.Gather(work.VertexZ, c) - az;
        F cx = uy * vz - uz * vy, cy = uz * vx - ux * vz, cz = ux * vy - uy * vx;
        return F.Fma(cx, nx, F.Fma(cy, ny, cz * nz)) > LeastArea;
    }

    [MethodImpl(Compiled.AtOnce)]
    private static M Flat(in MeshWork work, I p, I q, I r)
    {
        I px = I.Gather(work.QuantizedX, p), py = I.Gather(work.QuantizedY, p), pz = I.Gather(work.QuantizedZ, p);
        I ux = I.Gather(work.QuantizedX, q) - px, uy = I.Gather(work.QuantizedY, q) - py, uz = I.Gather(work.QuantizedZ, q) - pz;
        I vx = I.Gather(work.QuantizedX, r) - px, vy = I.Gather(work.QuantizedY, r) - py, vz = I.Gather(work.QuantizedZ, r) - pz;
        I cross = (uy * vz - uz * vy) | (uz * vx - ux * vz) | (ux * vy - uy * vx);
        return I.Equal(cross, 0);
    }
}
