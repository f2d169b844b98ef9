using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Piwa.Kernels.Numerics;

namespace Piwa.Kernels.Meshes;

/// <summary>How normals and parts of any quads are read.</summary>
internal unsafe interface IQuadNormals<F, I, M>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    /// <summary>Normals and parts of quads.</summary>
    static abstract void At(in MeshWork work, I quad, out F x, out F y, out F z, out I part);
}

/// <summary>From where they lie: a device's way.</summary>
internal readonly unsafe struct GatheredNormals<F, I, M> : IQuadNormals<F, I, M>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void At(in MeshWork work, I quad, out F x, out F y, out F z, out I part)
    {
        x = F.Gather(work.QuadNormalX, quad);
        y = F.Gather(work.QuadNormalY, quad);
        z = F.Gather(work.QuadNormalZ, quad);
        part = I.Gather(work.QuadParts, quad);
    }
}

/// <summary>From <see cref="RowsOfFour"/> where they are best: the host's way.</summary>
internal readonly unsafe struct HostQuadNormals<F, I, M> : IQuadNormals<F, I, M>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    private const int WidestVector = 16;

    /// <summary>Writes the rows of all quads.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void Prepare(in MeshWork work)
    {
        if (RowsOfFour.AreUsedBy<I>())
        {
            RowsOfFour.WriteAll(
                (int*)work.QuadNormalX, (int*)work.QuadNormalY, (int*)work.QuadNormalZ, work.QuadParts, work.Header->QuadCount, work.QuadRows);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(Compiled.AtOnce)]
    public static void At(in MeshWork work, I quad, out F x, out F y, out F z, out I part)
    {
        if (!RowsOfFour.AreUsedBy<I>())
        {
            GatheredNormals<F, I, M>.At(in work, quad, out x, out y, out z, out part);
            return;
        }

        int* p = stackalloc int[WidestVector];
        int* rows = work.QuadRows;
        I.Store(p, quad);
        RowsOfFour.Turn(
            RowsOfFour.Load(rows, p[0], p[4], p[8], p[12]), RowsOfFour.Load(rows, p[1], p[5], p[9], p[13]),
            RowsOfFour.Load(rows, p[2], p[6], p[10], p[14]), RowsOfFour.Load(rows, p[3], p[7], p[11], p[15]),
            out Vector512<int> w0, out Vector512<int> w1, out Vector512<int> w2, out Vector512<int> w3);
        x = Unsafe.BitCast<Vector512<int>, F>(w0);
        y = Unsafe.BitCast<Vector512<int>, F>(w1);
        z = Unsafe.BitCast<Vector512<int>, F>(w2);
        part = Unsafe.BitCast<Vector512<int>, I>(w3);
    }
}
