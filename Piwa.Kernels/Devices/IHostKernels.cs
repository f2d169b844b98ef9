using Piwa.Kernels.Meshes;
using Piwa.Kernels.Numerics;
using Piwa.Kernels.Views;

namespace Piwa.Kernels.Devices;

/// <summary>The host's kernels at one vector width. All widths give the same bits.</summary>
internal interface IHostKernels
{
    /// <summary>Begins to compile the kernels ahead of their first call, beside so many threads that call them.</summary>
    void BeginCompilation(int threadCount);

    CoarseMeasure Measure(in MeshWork work);

    void Count(in MeshWork work);

    bool Generate(in MeshWork work, MeshOptions options);

    void PlaceInWorld(in MeshWork mesh, in ViewWork view);

    void Light(in MeshWork mesh, in ViewWork view);

    void Render(in ViewWork work, in SampleLists lists);

    void Sample(in ViewWork work, in PointLists points, int count);
}

/// <inheritdoc/>
internal sealed class HostKernels<F, I, M> : IHostKernels
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    public void BeginCompilation(int threadCount) => HostKernelCompiler<F, I, M>.Begin(threadCount);

    public CoarseMeasure Measure(in MeshWork work) => HostMesher<F, I, M>.Measure(in work);

    public void Count(in MeshWork work) => HostMesher<F, I, M>.Count(in work);

    public bool Generate(in MeshWork work, MeshOptions options) => HostMesher<F, I, M>.Generate(in work, options);

    public void PlaceInWorld(in MeshWork mesh, in ViewWork view) => ProjectKernel<F, I, M>.PlaceAll(in mesh, in view);

    public void Light(in MeshWork mesh, in ViewWork view) => VertexLightKernel<F, I, M, HostField<F, I, M>>.LightAll(in mesh, in view);

    public void Render(in ViewWork work, in SampleLists lists) => HostRenderer<F, I, M>.Render(in work, in lists);

    public void Sample(in ViewWork work, in PointLists points, int count) => PointKernel<F, I, M>.SampleAll(in work, in points, count);
}
