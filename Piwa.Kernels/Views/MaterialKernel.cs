using System.Runtime.CompilerServices;
using Piwa.Kernels.Meshes;
using Piwa.Kernels.Numerics;

namespace Piwa.Kernels.Views;

/// <summary>Parts and materials at places of the surface.</summary>
internal static unsafe class MaterialKernel<F, I, M>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    private const float SteepestSlope = 0.5f;

    /// <summary>
    /// The part at each hit: its triangle's, but where a triangle lies on a seam, the one that decides the distance field there.
    /// </summary>
    [MethodImpl(Compiled.AtOnce)]
    public static I PartAt(in ViewWork work, in Hit<F, I, M> hit, M there)
    {
        I part = hit.Info & TriangleInfo.PartMask;
        M seam = there & I.Equal(hit.Info & TriangleInfo.Seam, TriangleInfo.Seam);
        if (!M.Any(seam))
            return part;

        SignedDistance<F, I, M>.Evaluate(
            work.Parts,
            work.PartCount,
            work.PartData,
            F.Fma(hit.X, work.UnitScale, work.UnitOffsetX),
            F.Fma(hit.Y, work.UnitScale, work.UnitOffsetY),
            F.Fma(hit.Z, work.UnitScale, work.UnitOffsetZ),
            out I nearest);
        return I.Select(seam, nearest, part);
    }

    /// <summary>Materials at hits of any parts: each part in turn is evaluated at all of them, with its parameters the same for all.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static Surface<F, I, M> SurfaceAt(in ViewWork work, in Hit<F, I, M> hit, I part, M there)
    {
        Surface<F, I, M> surface = default;
        M left = there;
        while (M.Any(left))
        {
            int index = I.First(left, part);
            M mine = left & I.Equal(part, index);
            left = left & !mine;
            SurfaceOf(in work, in hit, index, out Surface<F, I, M> own);
            surface = Surface<F, I, M>.Select(mine, in own, in surface);
        }

        return surface;
    }

    /// <summary>Materials at hits of one part.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void SurfaceOf(in ViewWork work, in Hit<F, I, M> hit, int index, out Surface<F, I, M> surface)
    {
        PartRecord* part = Records.At(work.Parts, index);
        MaterialRecord* material = Records.At(work.Materials, index);
        F x = F.Fma(hit.X, work.UnitScale, work.UnitOffsetX);
        F y = F.Fma(hit.Y, work.UnitScale, work.UnitOffsetY);
        F z = F.Fma(hit.Z, work.UnitScale, work.UnitOffsetZ);
        F footprint = hit.Footprint * work.UnitScale;
        F frequency = material->Frequency;
        F px = F.Fma(part->Xx, x, F.Fma(part->Xy, y, F.Fma(part->Xz, z, part->Xw))) * frequency;
        F py = F.Fma(part->Yx, x, F.Fma(part->Yy, y, F.Fma(part->Yz, z, part->Yw))) * frequency;
        F pz = F.Fma(part->Zx, x, F.Fma(part->Zy, y, F.Fma(part->Zz, z, part->Zw))) * frequency;
        F mix, accent;
        if (material->Relief > 0f)
        {
            Pattern<Dual<F, I, M>, F> rising = Patterns<Slopes<F, I, M>, Dual<F, I, M>, DualInt<F, I, M>, F, I, M>.Evaluate(
                material, new(px, 1f, 0f, 0f), new(py, 0f, 1f, 0f), new(pz, 0f, 0f, 1f), footprint * frequency);
            mix = rising.Mix;
            accent = rising.Accent;

            // Steep flanks are narrower than a pixel; a slope of one in two is as much as a pixel can show.
            F dx = rising.Height.Dx * material->Relief, dy = rising.Height.Dy * material->Relief, dz = rising.Height.Dz * material->Relief;
            F limit = 1f / F.Sqrt(F.Fma(F.Fma(dx, dx, F.Fma(dy, dy, dz * dz)), 1f / (SteepestSlope * SteepestSlope), 1f));
            dx = dx * limit;
            dy = dy * limit;
            dz = dz * limit;

            // From the part's frame back to the world's: the rows of the map are the part's axes.
            surface.SlopeX = F.Fma(part->Xx, dx, F.Fma(part->Yx, dy, part->Zx * dz));
            surface.SlopeY = F.Fma(part->Xy, dx, F.Fma(part->Yy, dy, part->Zy * dz));
            surface.SlopeZ = F.Fma(part->Xz, dx, F.Fma(part->Yz, dy, part->Zz * dz));
        }
        else
        {
            Pattern<F, F> pattern = Patterns<NoSlopes<F, I, M>, F, I, F, I, M>.Evaluate(material, px, py, pz, footprint * frequency);
            mix = pattern.Mix;
            accent = pattern.Accent;
            surface.SlopeX = 0f;
            surface.SlopeY = 0f;
            surface.SlopeZ = 0f;
        }

        Rgb<F, I, M> color = Rgb<F, I, M>.Lerp(
            new(material->BaseR, material->BaseG, material->BaseB),
            new(material->SecondR, material->SecondG, material->SecondB),
            mix);
        surface.BaseColor = Rgb<F, I, M>.Lerp(color, new(material->AccentR, material->AccentG, material->AccentB), accent);
        surface.Metallic = Noise<F, I, M>.Lerp(material->Metallic, material->SecondMetallic, mix);
        surface.Roughness = Noise<F, I, M>.Lerp(material->Roughness, material->SecondRoughness, mix);
    }
}
