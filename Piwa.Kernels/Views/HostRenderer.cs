using System.Runtime.CompilerServices;
using Piwa.Kernels.Numerics;

namespace Piwa.Kernels.Views;

/// <summary>Runs the view kernels on the CPU, one view at a time, at one vector width.</summary>
internal static unsafe class HostRenderer<F, I, M>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    /// <summary>Draws one view. The visibility planes of <paramref name="work"/> are empty before, and after.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Render(in ViewWork work)
    {
        ProjectKernel<F, I, M>.ProjectAll(in work);
        RasterKernel<F, I, M, HostVisibility<F, I, M>>.DrawAll(in work);
        int resolution = work.View->Resolution;
        ResolveKernel<F, I, M, HostVisibility<F, I, M>>.ResolveRows(in work, 0, resolution - 1);
        new Span<float>(work.NearestDepth, resolution * resolution).Clear();
        new Span<int>(work.NearestTriangle, resolution * resolution).Clear();
    }
}
