using System.Runtime.CompilerServices;
using Piwa.Kernels.Numerics;

namespace Piwa.Kernels.Meshes;

/// <summary>
/// Normalises the mesh: its box is centred and its longest side is exactly 1, that is 65,535 steps of the 16-bit positions.
/// </summary>
internal static unsafe class QuantizeKernel<F, I, M>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    /// <summary>The mesh's box. Comparisons only, so that any order gives the same result.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void Measure(in MeshWork work)
    {
        MeshHeader* header = work.Header;
        FloatX1 lowX = 1e9f, lowY = 1e9f, lowZ = 1e9f, highX = -1e9f, highY = -1e9f, highZ = -1e9f;
        for (int v = 0; v < header->VertexCount; v++)
        {
            FloatX1 x = work.VertexX[v], y = work.VertexY[v], z = work.VertexZ[v];
            lowX = FloatX1.Min(lowX, x);
            lowY = FloatX1.Min(lowY, y);
            lowZ = FloatX1.Min(lowZ, z);
            highX = FloatX1.Max(highX, x);
            highY = FloatX1.Max(highY, y);
            highZ = FloatX1.Max(highZ, z);
        }

        header->LowX = lowX.Value;
        header->LowY = lowY.Value;
        header->LowZ = lowZ.Value;
        header->HighX = highX.Value;
        header->HighY = highY.Value;
        header->HighZ = highZ.Value;
        header->Extent = FloatX1.Max(highX - lowX, FloatX1.Max(highY - lowY, highZ - lowZ)).Value;
    }

    /// <summary>Vertices <paramref name="vertex"/>, vertex + 1, ...</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void Quantize(in MeshWork work, int vertex)
    {
        MeshHeader* header = work.Header;
        I.Store(work.QuantizedX + vertex, Step(F.Load(work.VertexX + vertex), header->LowX, header->HighX, header->Extent));
        I.Store(work.QuantizedY + vertex, Step(F.Load(work.VertexY + vertex), header->LowY, header->HighY, header->Extent));
        I.Store(work.QuantizedZ + vertex, Step(F.Load(work.VertexZ + vertex), header->LowZ, header->HighZ, header->Extent));
    }

    /// <summary>All vertices.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void QuantizeAll(in MeshWork work)
    {
        int vertices = work.Header->VertexCount;
        for (int vertex = 0; vertex < vertices; vertex += I.Width)
            Quantize(in work, vertex);
    }

    /// <summary>Nearest of the 65,536 steps.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static I Step(F place, float low, float high, float extent)
    {
        const float LastStep = 65535f;
        const float Middle = LastStep * 0.5f;
        F centre = ((F)low + high) * 0.5f;
        F scale = (F)LastStep / extent;
        F step = F.Floor(F.Fma(place - centre, scale, Middle) + 0.5f);
        return I.Truncate(F.Max(F.Min(step, LastStep), 0f));
    }
}
