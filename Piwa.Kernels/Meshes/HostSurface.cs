using System.Runtime.CompilerServices;
using Piwa.Kernels.Numerics;
using Piwa.Kernels.Recipes;

namespace Piwa.Kernels.Meshes;

/// <summary>
/// <see cref="SurfaceKernel{F,I,M}"/> on the CPU. Quads are taken brick by brick, so that few parts matter to those that are searched
/// together; and one whose crossing is found makes room for the next.
/// </summary>
internal static unsafe class HostSurface<F, I, M>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    private const int NoQuad = -1;

    /// <summary>All quads.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void CrossAll(in MeshWork work)
    {
        QuadOrder.Sort(in work);
        EdgeSearch<F, I, M> search = default;
        int* quads = stackalloc int[BrickKernel.MaxWidth];
        float* floors = stackalloc float[Recipe.MaxPartCount];
        new Span<int>(quads, BrickKernel.MaxWidth).Fill(NoQuad);
        int next = 0;
        while (Refill(in work, ref search, quads, ref next))
        {
            int guide = Floors(in work, M.Bits(search.Open), quads, floors);
            search.Place(out Dual<F, I, M> x, out Dual<F, I, M> y, out Dual<F, I, M> z);
            Dual<F, I, M> value = SignedDistance<Dual<F, I, M>, DualInt<F, I, M>, M>.EvaluateNear(
                work.Parts, work.Grid->PartCount, work.PartData, floors, guide, search.Open, x, y, z, out DualInt<F, I, M> nearest);
            search.Step(in work, in value, nearest.Value);
        }
    }

    /// <summary>Stores what is found and begins with as many others; false when there is nothing left to search.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static bool Refill(in MeshWork work, ref EdgeSearch<F, I, M> search, int* quads, ref int next)
    {
        uint open = M.Bits(search.Open), all = (uint)((1UL << I.Width) - 1);
        if (open == all)
            return true;

        Store(in work, in search, quads, all & ~open);
        int* codes = stackalloc int[BrickKernel.MaxWidth];
        int* fresh = stackalloc int[BrickKernel.MaxWidth];
        for (int i = 0; i < I.Width; i++)
        {
            fresh[i] = 0;
            if (((open >> i) & 1) == 0)
            {
                fresh[i] = next < work.Header->QuadCount ? 1 : 0;
                quads[i] = fresh[i] != 0 ? work.QuadOrder[next++] : NoQuad;
            }

            codes[i] = quads[i] != NoQuad ? work.QuadEdges[quads[i]] : 0;
        }

        search.Begin(in work, I.Load(codes), I.Equal(I.Load(fresh), 1));
        return M.Any(search.Open);
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void Store(in MeshWork work, in EdgeSearch<F, I, M> search, int* quads, uint found)
    {
        float* shares = stackalloc float[BrickKernel.MaxWidth];
        float* normals = stackalloc float[3 * BrickKernel.MaxWidth];
        int* parts = stackalloc int[BrickKernel.MaxWidth];
        search.Normal(out F nx, out F ny, out F nz);
        F.Store(shares, search.Share);
        F.Store(normals, nx);
        F.Store(normals + BrickKernel.MaxWidth, ny);
        F.Store(normals + (2 * BrickKernel.MaxWidth), nz);
        I.Store(parts, search.Part);
        for (int i = 0; i < I.Width; i++)
        {
            int quad = quads[i];
            if (((found >> i) & 1) == 0 || quad == NoQuad)
                continue;

            work.QuadCrossings[quad] = shares[i];
            work.QuadParts[quad] = parts[i];
            work.QuadNormalX[quad] = normals[i];
            work.QuadNormalY[quad] = normals[i + BrickKernel.MaxWidth];
            work.QuadNormalZ[quad] = normals[i + (2 * BrickKernel.MaxWidth)];
        }
    }

    /// <summary>By part, the least floor of the bricks of the quads that are open; and the guide of one of them.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static int Floors(in MeshWork work, uint open, int* quads, float* floors)
    {
        int parts = work.Grid->PartCount, before = -1, guide = 0;
        for (int i = 0; i < I.Width; i++)
        {
            if (((open >> i) & 1) == 0)
                continue;

            int brick = Bricks.OfEdge(in *work.Grid, work.QuadEdges[quads[i]]);
            if (brick == before)
                continue;

            float* own = work.BrickFloors + (brick * parts);
            for (int k = 0; k < parts; k += I.Width)
                F.Store(floors + k, before < 0 ? F.Load(own + k) : F.Min(F.Load(own + k), F.Load(floors + k)));
            guide = work.BrickGuides[brick];
            before = brick;
        }

        return guide;
    }
}
