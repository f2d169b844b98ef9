using System.Runtime.CompilerServices;
using Piwa.Kernels.Numerics;
using Piwa.Kernels.Recipes;

namespace Piwa.Kernels.Views;

/// <content>Patterns made of noise: stone, metal, skin.</content>
internal static unsafe partial class Patterns<F, I, M>
{
    [MethodImpl(Compiled.AtOnce)]
    private static void Natural(int family, ref Pattern<F, I, M> pattern, in F x, in F y, in F z, in F footprint, int seed)
    {
        switch (family)
        {
            case (int)MaterialFamily.Cracks: Cracks(ref pattern, x, y, z, footprint, seed); break;
            case (int)MaterialFamily.Scales: Scales(ref pattern, x, y, z, footprint, seed); break;
            case (int)MaterialFamily.Camouflage: Camouflage(ref pattern, x, y, z, footprint, seed); break;
            case (int)MaterialFamily.Granite: Granite(ref pattern, x, y, z, footprint, seed); break;
            case (int)MaterialFamily.Concrete: Concrete(ref pattern, x, y, z, footprint, seed); break;
            case (int)MaterialFamily.Rust: Rust(ref pattern, x, y, z, footprint, seed); break;
            case (int)MaterialFamily.Brushed: Brushed(ref pattern, x, y, z, footprint, seed); break;
            case (int)MaterialFamily.Hammered: Hammered(ref pattern, x, y, z, footprint, seed); break;
            case (int)MaterialFamily.Agate: Agate(ref pattern, x, y, z, footprint, seed); break;
            case (int)MaterialFamily.Rosettes: Rosettes(ref pattern, x, y, z, footprint, seed); break;
            case (int)MaterialFamily.Zebra: Zebra(ref pattern, x, y, z, footprint, seed); break;
            case (int)MaterialFamily.FlakedPaint: FlakedPaint(ref pattern, x, y, z, footprint, seed); break;
            case (int)MaterialFamily.Leather: Leather(ref pattern, x, y, z, footprint, seed); break;
            case (int)MaterialFamily.PinkNoise: PinkNoise(ref pattern, x, y, z, footprint, seed); break;
            default: break;
        }
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void Marble(ref Pattern<F, I, M> pattern, in F x, in F y, in F z, in F footprint, int seed)
    {
        F turbulence = Noise<F, I, M>.Fractal(x, y, z, seed, 5, footprint);
        F wave = Triangle(F.Fma(turbulence, 3f, F.Fma(x, 0.5f, y * 0.3f)));
        F vein = (F)1f - wave;
        vein = vein * vein;
        pattern.Mix = vein * vein;
        F fine = Triangle(F.Fma(turbulence, 7f, z * 0.7f));
        pattern.Accent = Noise<F, I, M>.Step(fine, 0.86f, 0.98f) * 0.6f;
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void Clouds(ref Pattern<F, I, M> pattern, in F x, in F y, in F z, in F footprint, int seed)
    {
        F cloud = Noise<F, I, M>.Fractal(x, y, z, seed, 5, footprint);
        pattern.Mix = Noise<F, I, M>.Step(cloud, 0.3f, 0.7f);
        pattern.Accent = Noise<F, I, M>.Step(cloud, 0.62f, 0.85f) * 0.7f;
        pattern.Height = cloud;
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void Terrazzo(ref Pattern<F, I, M> pattern, in F x, in F y, in F z, in F footprint, int seed)
    {
        F.CellNoise(x * 1.5f, y * 1.5f, z * 1.5f, seed, out F nearest, out F second, out I bits);
        F chip = Noise<F, I, M>.Step(second - nearest, 0.06f, F.Max(footprint * 2f, 0.03f) + 0.07f);
        F shade = Noise<F, I, M>.Unit(bits);
        pattern.Mix = chip * shade;
        pattern.Accent = chip * F.Select(shade > 0.72f, 0.9f, 0f);
        pattern.Height = chip;
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void Cracks(ref Pattern<F, I, M> pattern, in F x, in F y, in F z, in F footprint, int seed)
    {
        F bend = F.GradientNoise(x * 2f, y * 2f, z * 2f, seed + 9) * 0.15f;
        F.CellNoise(x + bend, y - bend, z + bend, seed, out F nearest, out F second, out I bits);
        F gap = second - nearest;
        F crack = (F)1f - Noise<F, I, M>.Step(gap, 0.015f, F.Max(footprint * 1.5f, 0.01f) + 0.035f);
        F grain = Noise<F, I, M>.Fractal(x * 3f, y * 3f, z * 3f, seed, 3, footprint * 3f);
        pattern.Mix = Clamp(F.Fma(Noise<F, I, M>.Unit(bits), 0.35f, grain * 0.6f));
        pattern.Accent = crack;
        pattern.Height = F.Fma(grain, 0.3f, Noise<F, I, M>.Step(gap, 0f, 0.12f));
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void Scales(ref Pattern<F, I, M> pattern, in F x, in F y, in F z, in F footprint, int seed)
    {
        F.CellNoise(x * 2f, y * 2f, z * 1.4f, seed, out F nearest, out F second, out I bits);
        F dome = F.Fma(nearest * nearest, -1.6f, 1f);
        F seen = Noise<F, I, M>.Visible(footprint * 2f);
        pattern.Mix = Clamp(F.Fma(Noise<F, I, M>.Unit(bits), 0.4f, nearest * 0.9f));
        pattern.Accent = ((F)1f - Noise<F, I, M>.Step(second - nearest, 0.02f, 0.1f)) * seen * 0.8f;
        pattern.Height = dome * seen;
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void Camouflage(ref Pattern<F, I, M> pattern, in F x, in F y, in F z, in F footprint, int seed)
    {
        F soft = F.Fma(footprint, 0.25f, 0.012f);
        F first = Noise<F, I, M>.Fractal(x, y, z, seed, 3, footprint);
        F second = Noise<F, I, M>.Fractal(x * 1.3f, y * 1.3f, z * 1.3f, seed + 17, 3, footprint);
        pattern.Mix = Noise<F, I, M>.Step(first, (F)0.5f - soft, (F)0.5f + soft);
        pattern.Accent = Noise<F, I, M>.Step(second, (F)0.58f - soft, (F)0.58f + soft);
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void Granite(ref Pattern<F, I, M> pattern, in F x, in F y, in F z, in F footprint, int seed)
    {
        F.CellNoise(x * 4f, y * 4f, z * 4f, seed, out _, out _, out I bits);
        F seen = Noise<F, I, M>.Visible(footprint * 4f);
        F coarse = Noise<F, I, M>.Fractal(x, y, z, seed + 5, 3, footprint);
        F shade = Noise<F, I, M>.Unit(bits);
        pattern.Mix = F.Fma(F.Select(shade + coarse > 0.95f, 1f, shade * 0.4f) - 0.45f, seen, 0.45f);
        pattern.Accent = F.Select(shade < 0.16f, 1f, 0f) * seen;
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void Concrete(ref Pattern<F, I, M> pattern, in F x, in F y, in F z, in F footprint, int seed)
    {
        F cloud = Noise<F, I, M>.Fractal(x, y, z, seed, 6, footprint);
        F.CellNoise(x * 3f, y * 3f, z * 3f, seed + 3, out F nearest, out _, out I bits);
        F size = Noise<F, I, M>.Unit(bits) * 0.22f;
        F pore = ((F)1f - Noise<F, I, M>.Step(nearest, size, size + 0.06f)) * Noise<F, I, M>.Visible(footprint * 3f);
        pattern.Mix = Noise<F, I, M>.Step(cloud, 0.2f, 0.8f);
        pattern.Accent = pore * 0.8f;
        pattern.Height = F.Fma(cloud, 0.4f, -pore);
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void Rust(ref Pattern<F, I, M> pattern, in F x, in F y, in F z, in F footprint, int seed)
    {
        F mask = Noise<F, I, M>.Fractal(x, y, z, seed, 6, footprint);
        F fine = Noise<F, I, M>.Fractal(x * 5f, y * 5f, z * 5f, seed + 11, 4, footprint * 5f);
        F rust = Noise<F, I, M>.Step(F.Fma(fine, 0.15f, mask), 0.52f, 0.62f);
        pattern.Mix = rust;
        pattern.Accent = rust * Noise<F, I, M>.Step(fine, 0.45f, 0.7f);
        pattern.Height = rust * fine;
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void Brushed(ref Pattern<F, I, M> pattern, in F x, in F y, in F z, in F footprint, int seed)
    {
        F streak = F.GradientNoise(x * 0.4f, y * 14f, z * 14f, seed) * Noise<F, I, M>.Visible(footprint * 5f);
        F broad = F.GradientNoise(x * 0.2f, y * 4f, z * 4f, seed + 1) * Noise<F, I, M>.Visible(footprint * 2f);
        pattern.Mix = Clamp(F.Fma(streak + broad, 0.6f, 0.5f));
        pattern.Height = F.Fma(streak, 0.4f, broad * 0.3f);
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void Hammered(ref Pattern<F, I, M> pattern, in F x, in F y, in F z, in F footprint, int seed)
    {
        F.CellNoise(x * 2f, y * 2f, z * 2f, seed, out F nearest, out _, out I bits);
        F bowl = nearest * nearest * Noise<F, I, M>.Visible(footprint * 2f);
        pattern.Mix = Clamp(F.Fma(bowl, 1.2f, Noise<F, I, M>.Unit(bits) * 0.25f));
        pattern.Height = bowl * 2f;
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void Agate(ref Pattern<F, I, M> pattern, in F x, in F y, in F z, in F footprint, int seed)
    {
        F bent = F.Fma(Noise<F, I, M>.Fractal(x * 0.7f, y * 0.7f, z * 0.7f, seed, 4, footprint), 6f, F.Fma(x, 0.8f, y * 0.5f));
        F band = F.Floor(bent), within = bent - band;
        I index = I.Truncate(band);
        F shade = Noise<F, I, M>.Unit(Noise<F, I, M>.Mix(index ^ seed)), next = Noise<F, I, M>.Unit(Noise<F, I, M>.Mix((index + 1) ^ seed));
        F soft = F.Max(footprint * 4f, 0.06f);
        pattern.Mix = Noise<F, I, M>.Lerp(shade, next, Noise<F, I, M>.Step(within, (F)1f - soft, 1f));
        pattern.Accent = Noise<F, I, M>.Step(Noise<F, I, M>.Unit(Noise<F, I, M>.Mix(index ^ (seed + 77))), 0.6f, 0.9f)
            * ((F)1f - Noise<F, I, M>.Step(F.Abs(within - 0.5f), 0.2f, soft + 0.3f));
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void Rosettes(ref Pattern<F, I, M> pattern, in F x, in F y, in F z, in F footprint, int seed)
    {
        F bend = F.GradientNoise(x * 2.5f, y * 2.5f, z * 2.5f, seed + 3);
        F.CellNoise(x * 1.3f, y * 1.3f, z * 1.3f, seed, out F nearest, out _, out _);
        nearest = F.Fma(bend, 0.14f, nearest);
        F soft = F.Max(footprint, 0.02f);
        F inner = (F)1f - Noise<F, I, M>.Step(nearest, (F)0.24f - soft, (F)0.24f + soft);
        F outer = (F)1f - Noise<F, I, M>.Step(nearest, (F)0.38f - soft, (F)0.38f + soft);
        F broken = Noise<F, I, M>.Step(bend, -0.25f, -0.15f);
        pattern.Mix = inner * 0.6f;
        pattern.Accent = (outer - inner) * broken;
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void Zebra(ref Pattern<F, I, M> pattern, in F x, in F y, in F z, in F footprint, int seed)
    {
        F bend = Noise<F, I, M>.Fractal(x * 0.8f, y * 0.8f, z * 0.8f, seed, 3, footprint);
        pattern.Mix = Band(Triangle(F.Fma(bend, 2.2f, F.Fma(x, 0.8f, z * 0.6f))), 0.52f, footprint * 3f);
        F hair = F.GradientNoise(x * 10f, y * 2f, z * 10f, seed + 1) * Noise<F, I, M>.Visible(footprint * 6f);
        pattern.Accent = Clamp(hair * 0.8f);
        pattern.Height = hair;
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void FlakedPaint(ref Pattern<F, I, M> pattern, in F x, in F y, in F z, in F footprint, int seed)
    {
        F wear = Noise<F, I, M>.Fractal(x, y, z, seed, 6, footprint);
        F soft = F.Fma(footprint, 0.2f, 0.008f);
        F flake = Noise<F, I, M>.Step(wear, (F)0.57f - soft, (F)0.57f + soft);
        pattern.Mix = flake;
        pattern.Accent = Noise<F, I, M>.Step(wear, 0.52f, 0.57f) * ((F)1f - flake) * 0.7f;
        pattern.Height = -flake;
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void Leather(ref Pattern<F, I, M> pattern, in F x, in F y, in F z, in F footprint, int seed)
    {
        F bend = F.GradientNoise(x * 3f, y * 3f, z * 3f, seed + 3) * 0.25f;
        F.CellNoise(F.Fma(x, 3f, bend), F.Fma(y, 3f, bend), F.Fma(z, 3f, -bend), seed, out F nearest, out F second, out _);
        F seen = Noise<F, I, M>.Visible(footprint * 3f);
        F wrinkle = ((F)1f - Noise<F, I, M>.Step(second - nearest, 0f, 0.2f)) * seen;
        F patina = Noise<F, I, M>.Fractal(x * 0.7f, y * 0.7f, z * 0.7f, seed + 5, 3, footprint);
        pattern.Mix = Clamp(F.Fma(wrinkle, 0.5f, patina * 0.5f));
        pattern.Accent = wrinkle * 0.3f;
        pattern.Height = F.Fma(bend, 0.3f, -wrinkle);
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void PinkNoise(ref Pattern<F, I, M> pattern, in F x, in F y, in F z, in F footprint, int seed)
    {
        const int OctaveCount = 6;
        F sum = 0f, other = 0f, strength = 0.3f, px = x, py = y, pz = z, pixel = footprint;
        for (int octave = 0; octave < OctaveCount; octave++)
        {
            F seen = Noise<F, I, M>.Visible(pixel);
            if (!M.Any(seen > 0f))
                break;

            // The same octaves with signs in turn tell nothing of their sum.
            F noise = F.GradientNoise(px, py, pz, seed + octave) * seen;
            sum = F.Fma(noise, 0.3f, sum);
            other = F.Fma(noise, strength, other);
            strength = -strength;
            px = px + px;
            py = py + py;
            pz = pz + pz;
            pixel = pixel + pixel;
        }

        pattern.Mix = Clamp(sum + 0.5f);
        pattern.Accent = Clamp(other);
        pattern.Height = sum;
    }
}
