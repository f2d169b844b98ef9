using System.Runtime.CompilerServices;
using Piwa.Kernels.Numerics;

namespace Piwa.Kernels.Views;

/// <summary>
/// Physically based shading: Lambert and GGX (B. Walter et al., EGSR 2007) with Schlick's Fresnel term and the height-correlated
/// Smith masking as approximated by E. Hammon (GDC 2017); the sky as spherical harmonics.
/// </summary>
internal static unsafe class Shading<F, I, M>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    private const float InversePi = 0.318309886f;

    /// <summary>Smoother mirrors would show a light as less than a pixel.</summary>
    private const float LeastRoughness = 0.06f;

    /// <summary>Reflectance of a dielectric seen head-on: refractive index 1.5.</summary>
    private const float DielectricReflectance = 0.04f;

    /// <summary>Radiance towards the viewer.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void Radiance(in ViewWork work, in Surface<F, I, M> surface, in Hit<F, I, M> hit, out Rgb<F, I, M> sum)
    {
        const float Tiny = 1e-4f;
        Lit lit;
        Relief(in surface, in hit, out F x, out F y, out F z);
        FaceViewer(hit.ViewX, hit.ViewY, hit.ViewZ, ref x, ref y, ref z);
        lit.X = x;
        lit.Y = y;
        lit.Z = z;
        lit.TowardsViewer = F.Max(Dot(x, y, z, hit.ViewX, hit.ViewY, hit.ViewZ), Tiny);
        lit.Roughness = F.Max(surface.Roughness, LeastRoughness);
        lit.Diffuse = surface.BaseColor * ((F)1f - surface.Metallic);
        lit.Head = Rgb<F, I, M>.Lerp(
            new(DielectricReflectance, DielectricReflectance, DielectricReflectance), surface.BaseColor, surface.Metallic);

        AddSky(work.Sky, in lit, in hit, out sum);
        for (int i = 0; i < work.LightCount; i++)
            AddLight(Records.At(work.Lights, i), i, in lit, in hit, ref sum);
    }

    /// <summary>What the sky adds: its diffuse light, and its mirror image.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static void AddSky(SkyRecord* sky, in Lit lit, in Hit<F, I, M> hit, out Rgb<F, I, M> sum)
    {
        F bounce = lit.TowardsViewer + lit.TowardsViewer;
        Rgb<F, I, M> mirrored = Reflected(
            sky, lit.Roughness, lit.X * bounce - hit.ViewX, lit.Y * bounce - hit.ViewY, lit.Z * bounce - hit.ViewZ);
        Rgb<F, I, M> diffuse = lit.Diffuse * Irradiance(sky, in lit) * InversePi;
        sum = (diffuse + mirrored * AmbientReflectance(lit.Head, lit.Roughness, lit.TowardsViewer)) * hit.Open;
    }

    /// <summary>
    /// What a light adds. The half-way vector h = v + l is not made a unit vector: |h|² = 2 + 2 v·l, and v·h = |h|² / 2, so that one root
    /// and one division are enough.
    /// </summary>
    [MethodImpl(Compiled.AtOnce)]
    private static void AddLight(LightRecord* light, int index, in Lit lit, in Hit<F, I, M> hit, ref Rgb<F, I, M> sum)
    {
        const float Tiny = 1e-4f;
        F seen = index == 0 ? hit.Light0 : index == 1 ? hit.Light1 : hit.Light2;
        F along = Dot(lit.X, lit.Y, lit.Z, light->X, light->Y, light->Z);
        F square = F.Max(F.Fma(Dot(hit.ViewX, hit.ViewY, hit.ViewZ, light->X, light->Y, light->Z), 2f, 2f), Tiny);
        F facing = F.Max(along + lit.TowardsViewer, 0f);
        F nl = F.Max(along, 0f);

        // A light that is not a point blurs its own reflection (B. Karis, "Real shading in Unreal Engine 4", 2013): the distribution is
        // the wider one's, the energy that of the narrow one.
        F alpha = lit.Roughness * lit.Roughness;
        F wide = F.Min(F.Fma(light->Size, 0.5f, alpha), 1f);
        F peak = F.Fma(facing * facing, F.Fma(wide, wide, -1f), square);
        F masking = F.Max(Noise<F, I, M>.Lerp(nl * lit.TowardsViewer * 2f, nl + lit.TowardsViewer, alpha), Tiny);
        F energy = alpha * square;
        F highlight = energy * energy * (0.5f * InversePi) / (peak * peak * masking);
        Rgb<F, I, M> reflected = lit.Diffuse * InversePi + Fresnel(lit.Head, F.Sqrt(square) * 0.5f) * highlight;
        sum = sum + reflected * new Rgb<F, I, M>(light->R, light->G, light->B) * (nl * seen);
    }

    /// <summary>The normal, turned by the material's relief.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Relief(in Surface<F, I, M> surface, in Hit<F, I, M> hit, out F nx, out F ny, out F nz)
    {
        const float Tiny = 1e-6f;
        F along = Dot(surface.SlopeX, surface.SlopeY, surface.SlopeZ, hit.NormalX, hit.NormalY, hit.NormalZ);
        nx = hit.NormalX - F.Fma(hit.NormalX, -along, surface.SlopeX);
        ny = hit.NormalY - F.Fma(hit.NormalY, -along, surface.SlopeY);
        nz = hit.NormalZ - F.Fma(hit.NormalZ, -along, surface.SlopeZ);
        F length = 1f / F.Sqrt(F.Max(Dot(nx, ny, nz, nx, ny, nz), Tiny));
        nx = nx * length;
        ny = ny * length;
        nz = nz * length;
    }

    /// <summary>
    /// What is seen faces the viewer, but normals that are interpolated or turned by a relief need not: those would sparkle at silhouettes.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FaceViewer(F vx, F vy, F vz, ref F nx, ref F ny, ref F nz)
    {
        const float LeastFacing = 0.1f;
        F missing = F.Max((F)LeastFacing - Dot(nx, ny, nz, vx, vy, vz), 0f);
        nx = F.Fma(vx, missing, nx);
        ny = F.Fma(vy, missing, ny);
        nz = F.Fma(vz, missing, nz);
        F length = 1f / F.Sqrt(Dot(nx, ny, nz, nx, ny, nz));
        nx = nx * length;
        ny = ny * length;
        nz = nz * length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static F Dot(F ax, F ay, F az, F bx, F by, F bz) => F.Fma(ax, bx, F.Fma(ay, by, az * bz));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Rgb<F, I, M> Fresnel(Rgb<F, I, M> head, F vh)
    {
        F x = (F)1f - vh;
        F square = x * x;
        return Rgb<F, I, M>.Lerp(head, new(1f, 1f, 1f), square * square * x);
    }

    /// <summary>
    /// Share of an even surrounding that is mirrored: fit by B. Karis, "Physically based shading on mobile" (2014).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Rgb<F, I, M> AmbientReflectance(Rgb<F, I, M> head, F roughness, F nv)
    {
        F rx = F.Fma(roughness, -1f, 1f);
        F ry = F.Fma(roughness, -0.0275f, 0.0425f);
        F rz = F.Fma(roughness, -0.572f, 1.04f);
        F rw = F.Fma(roughness, 0.022f, -0.04f);
        F a = F.Min(rx * rx, Elementary<F, I, M>.Exp2(nv * -9.28f)) * rx + ry;
        F scale = F.Fma(a, -1.04f, rz);
        F offset = F.Fma(a, 1.04f, rw);
        return head * scale + new Rgb<F, I, M>(offset, offset, offset);
    }

    /// <summary>Irradiance of the sky, by Ramamoorthi and Hanrahan's polynomial in the normal.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static Rgb<F, I, M> Irradiance(SkyRecord* sky, in Lit lit)
    {
        F x = lit.X, y = lit.Y, z = lit.Z;
        const float C1 = 0.429043f, C2 = 0.511664f, C3 = 0.743125f, C4 = 0.886227f, C5 = 0.247708f;
        F constant = F.Fma(z * z, C3, 0f);
        Rgb<F, I, M> sum = Term(sky, 0, C4);
        sum = sum + Term(sky, 8, (x * x - y * y) * C1);
        sum = sum + Term(sky, 6, constant - C5);
        sum = sum + Term(sky, 4, x * y * (2f * C1));
        sum = sum + Term(sky, 7, x * z * (2f * C1));
        sum = sum + Term(sky, 5, y * z * (2f * C1));
        sum = sum + Term(sky, 3, x * (2f * C2));
        sum = sum + Term(sky, 1, y * (2f * C2));
        sum = sum + Term(sky, 2, z * (2f * C2));
        return NotNegative(sum);
    }

    /// <summary>Radiance of the sky in a direction, its bands faded as a rough mirror blurs them.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static Rgb<F, I, M> Reflected(SkyRecord* sky, F roughness, F x, F y, F z)
    {
        const float Y0 = 0.282095f, Y1 = 0.488603f, Y2 = 1.092548f, Y20 = 0.315392f, Y22 = 0.546274f;
        F linear = F.Fma(roughness, -0.5f, 1f);
        F quadratic = linear * linear;
        Rgb<F, I, M> sum = Term(sky, 0, Y0);
        sum = sum + Term(sky, 1, y * linear * Y1);
        sum = sum + Term(sky, 2, z * linear * Y1);
        sum = sum + Term(sky, 3, x * linear * Y1);
        sum = sum + Term(sky, 4, x * y * quadratic * Y2);
        sum = sum + Term(sky, 5, y * z * quadratic * Y2);
        sum = sum + Term(sky, 6, F.Fma(z * z, 3f, -1f) * quadratic * Y20);
        sum = sum + Term(sky, 7, x * z * quadratic * Y2);
        sum = sum + Term(sky, 8, (x * x - y * y) * quadratic * Y22);
        return NotNegative(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Rgb<F, I, M> Term(SkyRecord* sky, int index, F factor)
    {
        SkyRecord* term = Records.At(sky, index);
        return new(factor * term->R, factor * term->G, factor * term->B);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Rgb<F, I, M> NotNegative(Rgb<F, I, M> color) => new(F.Max(color.R, 0f), F.Max(color.G, 0f), F.Max(color.B, 0f));

    /// <summary>A place that light falls on: its normal, and how it reflects.</summary>
    private struct Lit
    {
        public F X, Y, Z;

        /// <summary>Cosine between the normal and the viewer.</summary>
        public F TowardsViewer;

        public F Roughness;
        public Rgb<F, I, M> Diffuse;

        /// <summary>Reflectance seen head-on.</summary>
        public Rgb<F, I, M> Head;
    }
}
