using System.Runtime.Intrinsics;
using BenchmarkDotNet.Attributes;
using Piwa.Kernels.Numerics;
using Piwa.Kernels.Views;

namespace Piwa.Bench.Micro;

/// <summary>One view: projection and raster alone, and the whole of it. What shading takes is the difference.</summary>
public class RenderBenchmarks : AssetBenchmarks
{
    private ViewWorkspace? _space;

    /// <inheritdoc/>
    public override void SetUp()
    {
        base.SetUp();
        _space = new ViewWorkspace(Assets.Lane.Options);
    }

    /// <inheritdoc/>
    public override void CleanUp()
    {
        _space?.Dispose();
        base.CleanUp();
    }

    /// <summary>Projects the vertices and draws the triangles into the visibility planes.</summary>
    [Benchmark]
    public void Raster()
    {
        ViewWork work = _space!.Open(Asset, 0);
        if (Vector512.IsHardwareAccelerated)
            Draw<FloatX16, IntX16, MaskX16>(in work);
        else
            Draw<FloatX8, IntX8, MaskX8>(in work);
    }

    /// <summary>Raster and shading.</summary>
    [Benchmark]
    public void RasterAndShade()
    {
        ViewWork work = _space!.Open(Asset, 0);
        Kernels.Render(in work, _space.Lists);
    }

    private static void Draw<F, I, M>(in ViewWork work)
        where F : unmanaged, IFloat<F, I, M>
        where I : unmanaged, IInt<F, I, M>
        where M : unmanaged, IMask<M>
    {
        ProjectKernel<F, I, M>.ProjectAll(in work);
        HostRaster<F, I, M>.DrawAll(in work);
        ScreenBox box = ScreenBox.Of<F, I, M>(in work);
        (int first, int last) = RasterTiles.RowsOf(in box);
        for (int row = first; row <= last; row++)
            RasterTiles.Resolve<F, I, M>(in work, in box, row);
    }
}
