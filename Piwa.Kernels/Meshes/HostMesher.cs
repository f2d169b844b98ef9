using System.Runtime.CompilerServices;
using Piwa.Kernels.Numerics;

namespace Piwa.Kernels.Meshes;

/// <summary>Runs the mesh kernels on the CPU, one asset from start to end, at one vector width.</summary>
internal static unsafe class HostMesher<F, I, M>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    /// <summary>Measures the surface on the coarse grid in <paramref name="work"/>.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static CoarseMeasure Measure(in MeshWork work)
    {
        Count(in work);
        return HostTopology<F, I, M>.Measure(in work);
    }

    /// <summary>Samples the field on the grid in <paramref name="work"/> and counts what a mesh there needs.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void Count(in MeshWork work)
    {
        BrickKernel<F, I, M>.BoundAll(in work);
        HostField<F, I, M>.SampleAll(in work);
        HostTopology<F, I, M>.CountAll(in work);
    }

    /// <summary>Makes the mesh of a grid that was counted.</summary>
    /// <returns>False when the mesh does not fit into the buffers or has no triangle; the header holds its counts.</returns>
    [MethodImpl(Compiled.AtOnce)]
    public static bool Generate(in MeshWork work, MeshOptions options)
    {
        MeshHeader* header = work.Header;
        if (header->QuadCount == 0 || header->QuadCount > options.QuadCapacity || header->VertexCount > options.VertexCapacity)
            return false;

        HostTopology<F, I, M>.EmitAll(in work);
        HostSurface<F, I, M>.CrossAll(in work);
        VertexKernel<F, I, M>.PlaceAll(in work);
        QuadKernel<F, I, M>.JoinAll(in work);
        SettleKernel<F, I, M>.SettleAll(in work);
        QuantizeKernel<F, I, M>.Measure(in work);
        QuantizeKernel<F, I, M>.QuantizeAll(in work);
        QuadKernel<F, I, M>.SplitAll(in work);
        for (int vertex = 0; vertex < header->VertexCount; vertex++)
            TriangleKernel.WriteVertex(in work, vertex);
        for (int quad = 0; quad < header->QuadCount; quad++)
            TriangleKernel.WriteQuad(in work, quad);
        return true;
    }
}
