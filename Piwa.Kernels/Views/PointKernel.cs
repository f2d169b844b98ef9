using System.Runtime.CompilerServices;
using Piwa.Kernels.Numerics;

namespace Piwa.Kernels.Views;

/// <summary>Materials at places that no camera has chosen: what textures are baked from.</summary>
internal static unsafe class PointKernel<F, I, M>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    /// <summary>Materials at <paramref name="count"/> points.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void SampleAll(in ViewWork work, in PointLists points, int count)
    {
        for (int i = 0; i < count; i += I.Width)
        {
            M there = M.FirstN(count - i);
            var hit = new Hit<F, I, M>(
                F.Load(points.X + i), F.Load(points.Y + i), F.Load(points.Z + i), F.Load(points.Footprint + i), I.Load(points.Info + i));
            I part = MaterialKernel<F, I, M>.PartAt(in work, in hit, there);
            Surface<F, I, M> surface = MaterialKernel<F, I, M>.SurfaceAt(in work, in hit, part, there);
            I.Store(points.Color + i, Display<F, I, M>.Encode(surface.BaseColor) | Display<F, I, M>.OpaqueAlpha);
            F.Store(points.Metallic + i, surface.Metallic);
            F.Store(points.Roughness + i, surface.Roughness);
            F.Store(points.SlopeX + i, surface.SlopeX);
            F.Store(points.SlopeY + i, surface.SlopeY);
            F.Store(points.SlopeZ + i, surface.SlopeZ);
        }
    }
}
