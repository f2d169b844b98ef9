using System.Runtime.CompilerServices;
using Piwa.Kernels.Numerics;

namespace Piwa.Kernels.Meshes;

/// <summary>Finds where the surface crosses the grid's edges, and its normal and part there.</summary>
internal static unsafe class SurfaceKernel<F, I, M>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    /// <summary>Quads <paramref name="quad"/>, quad + 1, ..., of which <paramref name="count"/> are there.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void Cross(in MeshWork work, int quad, int count)
    {
        M there = M.FirstN(count);
        EdgeSearch<F, I, M> search = default;
        search.Begin(in work, I.Select(there, I.Load(work.QuadEdges + quad), 0), there);
        while (M.Any(search.Open))
        {
            search.Place(out Dual<F, I, M> x, out Dual<F, I, M> y, out Dual<F, I, M> z);
            Dual<F, I, M> value = SignedDistance<Dual<F, I, M>, DualInt<F, I, M>, M>.Evaluate(
                work.Parts, work.Grid->PartCount, work.PartData, x, y, z, out DualInt<F, I, M> nearest);
            search.Step(in work, in value, nearest.Value);
        }

        search.Normal(out F nx, out F ny, out F nz);
        F.Store(work.QuadCrossings + quad, search.Share);
        I.Store(work.QuadParts + quad, search.Part);
        F.Store(work.QuadNormalX + quad, nx);
        F.Store(work.QuadNormalY + quad, ny);
        F.Store(work.QuadNormalZ + quad, nz);
    }
}
