using System.Runtime.CompilerServices;
using Piwa.Kernels.Meshes;
using Piwa.Kernels.Numerics;

namespace Piwa.Kernels.Views;

/// <summary>Turns the nearest triangle of each pixel into colour, depth and normal.</summary>
internal static unsafe class ResolveKernel<F, I, M, V>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
    where V : struct, IVisibility<F, I, M>
{
    /// <summary>Pixels (x, y), (x + 1, y), ..., of which <paramref name="count"/> belong to the row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Resolve(in ViewWork work, int x, int y, int count)
    {
        int address = (y * work.View->Resolution) + x;
        I triangle = V.Triangle(in work, address);
        M covered = triangle > -1 & M.FirstN(count);
        if (!M.Any(covered))
        {
            Store(in work, address, 0, 0, 0);
            return;
        }

        triangle = I.Select(covered, triangle, 0);
        var hit = new Hit<F, I, M>(in work, triangle, x, y);
        ViewRecord* view = work.View;
        F vx = (F)view->EyeX - hit.X, vy = (F)view->EyeY - hit.Y, vz = (F)view->EyeZ - hit.Z;
        F scale = 1f / F.Sqrt(F.Fma(vx, vx, F.Fma(vy, vy, vz * vz)));

        Surface<F, I, M> surface = SurfaceAt(in work, in hit, covered);
        Rgb<F, I, M> radiance = Shading<F, I, M>.Radiance(
            in work, in surface, hit.NormalX, hit.NormalY, hit.NormalZ, vx * scale, vy * scale, vz * scale);

        const float LastDepthCode = 65535f;
        F step = (hit.Depth - view->Near) * view->DepthScale + 1.5f;
        I depth = I.Truncate(F.Max(F.Min(step, LastDepthCode), 1f));
        I normal = Octahedral<F, I, M>.EncodeBytes(hit.NormalX, hit.NormalY, hit.NormalZ);
        Store(
            in work,
            address,
            I.Select(covered, Display<F, I, M>.Encode(radiance), 0),
            I.Select(covered, depth, 0),
            I.Select(covered, normal, 0));
    }

    /// <summary>All pixels of the rows <paramref name="firstRow"/> to <paramref name="lastRow"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ResolveRows(in ViewWork work, int firstRow, int lastRow)
    {
        int resolution = work.View->Resolution;
        for (int y = firstRow; y <= lastRow; y++)
        {
            for (int x = 0; x < resolution; x += I.Width)
                Resolve(in work, x, y, resolution - x);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(in ViewWork work, int address, I color, I depth, I normal)
    {
        I.Store(work.Color + address, color);
        I.Store(work.Depth + address, depth);
        I.Store(work.Normal + address, normal);
    }

    /// <summary>
    /// Materials at the hits. Neighbouring pixels mostly show one part, so each part in turn is evaluated for all of its pixels, with
    /// its parameters the same for all.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Surface<F, I, M> SurfaceAt(in ViewWork work, in Hit<F, I, M> hit, M covered)
    {
        F x = F.Fma(hit.X, work.UnitScale, work.UnitOffsetX);
        F y = F.Fma(hit.Y, work.UnitScale, work.UnitOffsetY);
        F z = F.Fma(hit.Z, work.UnitScale, work.UnitOffsetZ);
        Surface<F, I, M> surface = default;
        M left = covered;
        while (M.Any(left))
        {
            int index = I.First(left, hit.Part);
            M mine = left & I.Equal(hit.Part, index);
            left = left & !mine;

            PartRecord* part = Records.At(work.Parts, index);
            MaterialRecord* material = Records.At(work.Materials, index);
            F frequency = material->Frequency;
            F px = F.Fma(part->Xx, x, F.Fma(part->Xy, y, F.Fma(part->Xz, z, part->Xw))) * frequency;
            F py = F.Fma(part->Yx, x, F.Fma(part->Yy, y, F.Fma(part->Yz, z, part->Yw))) * frequency;
            F pz = F.Fma(part->Zx, x, F.Fma(part->Zy, y, F.Fma(part->Zz, z, part->Zw))) * frequency;
            F mix = Patterns<F, I, M>.Evaluate(material, px, py, pz);
            Rgb<F, I, M> color = Rgb<F, I, M>.Lerp(
                new(material->BaseR, material->BaseG, material->BaseB),
                new(material->SecondR, material->SecondG, material->SecondB),
                mix);
            surface.BaseColor = Rgb<F, I, M>.Select(mine, color, surface.BaseColor);
            surface.Metallic = F.Select(mine, material->Metallic, surface.Metallic);
            F roughness = Noise<F, I, M>.Lerp(material->Roughness, material->SecondRoughness, mix);
            surface.Roughness = F.Select(mine, roughness, surface.Roughness);
        }

        return surface;
    }
}
