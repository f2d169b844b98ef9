using System.Runtime.CompilerServices;
using Piwa.Kernels.Numerics;
using Piwa.Kernels.Recipes;

namespace Piwa.Kernels.Views;

/// <content>Patterns made of noise: stone, metal, skin.</content>
internal static unsafe partial class Patterns<L, S, T, F, I, M>
{
    [MethodImpl(Compiled.AtOnce)]
    private static void Natural(int family, ref Pattern<S, F> pattern, in S x, in S y, in S z, F footprint, int seed)
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
    private static void Marble(ref Pattern<S, F> pattern, in S x, in S y, in S z, F footprint, int seed)
    {
        F px = L.ValueOf(x), py = L.ValueOf(y), pz = L.ValueOf(z);
        F turbulence = Noise<F, I, M>.Fractal(px, py, pz, seed, 5, footprint);
        F wave = Triangle(F.Fma(turbulence, 3f, F.Fma(px, 0.5f, py * 0.3f)));
        F vein = (F)1f - wave;
        vein = vein * vein;
        pattern.Mix = vein * vein;
        F fine = Triangle(F.Fma(turbulence, 7f, pz * 0.7f));
        pattern.Accent = Noise<F, I, M>.Step(fine, 0.86f, 0.98f) * 0.6f;
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void Clouds(ref Pattern<S, F> pattern, in S x, in S y, in S z, F footprint, int seed)
    {
        S relief = Noise<S, T, M>.Fractal(x, y, z, seed, 5, L.Level(footprint));
        F cloud = L.ValueOf(relief);
        pattern.Mix = Noise<F, I, M>.Step(cloud, 0.3f, 0.7f);
        pattern.Accent = Noise<F, I, M>.Step(cloud, 0.62f, 0.85f) * 0.7f;
        pattern.Height = relief;
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void Terrazzo(ref Pattern<S, F> pattern, in S x, in S y, in S z, F footprint, int seed)
    {
        S.CellNoise(x * 1.5f, y * 1.5f, z * 1.5f, seed, out S nearest, out S second, out T bits);
        S gap = second - nearest;
        S relief = SlopedStep(in gap, 0.06f, F.Max(footprint * 2f, 0.03f) + 0.07f);
        F chip = L.ValueOf(relief);
        F shade = L.ValueOf(Noise<S, T, M>.Unit(bits));
        pattern.Mix = chip * shade;
        pattern.Accent = chip * F.Select(shade > 0.72f, 0.9f, 0f);
        pattern.Height = relief;
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void Cracks(ref Pattern<S, F> pattern, in S x, in S y, in S z, F footprint, int seed)
    {
        S bend = S.GradientNoise(x * 2f, y * 2f, z * 2f, seed + 9) * 0.15f;
        S.CellNoise(x + bend, y - bend, z + bend, seed, out S nearest, out S second, out T bits);
        S gap = second - nearest;
        S grain = Noise<S, T, M>.Fractal(x * 3f, y * 3f, z * 3f, seed, 3, L.Level(footprint * 3f));
        pattern.Mix = Clamp(F.Fma(L.ValueOf(Noise<S, T, M>.Unit(bits)), 0.35f, L.ValueOf(grain) * 0.6f));
        pattern.Accent = (F)1f - Noise<F, I, M>.Step(L.ValueOf(gap), 0.015f, F.Max(footprint * 1.5f, 0.01f) + 0.035f);
        pattern.Height = S.Fma(grain, 0.3f, SlopedStep(in gap, 0f, 0.12f));
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void Scales(ref Pattern<S, F> pattern, in S x, in S y, in S z, F footprint, int seed)
    {
        S.CellNoise(x * 2f, y * 2f, z * 1.4f, seed, out S nearest, out S second, out T bits);
        S dome = S.Fma(nearest * nearest, -1.6f, 1f);
        F seen = Noise<F, I, M>.Visible(footprint * 2f), distance = L.ValueOf(nearest);
        pattern.Mix = Clamp(F.Fma(L.ValueOf(Noise<S, T, M>.Unit(bits)), 0.4f, distance * 0.9f));
        pattern.Accent = ((F)1f - Noise<F, I, M>.Step(L.ValueOf(second) - distance, 0.02f, 0.1f)) * seen * 0.8f;
        pattern.Height = L.Scale(dome, seen);
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void Camouflage(ref Pattern<S, F> pattern, in S x, in S y, in S z, F footprint, int seed)
    {
        F soft = F.Fma(footprint, 0.25f, 0.012f);
        F px = L.ValueOf(x), py = L.ValueOf(y), pz = L.ValueOf(z);
        F first = Noise<F, I, M>.Fractal(px, py, pz, seed, 3, footprint);
        F second = Noise<F, I, M>.Fractal(px * 1.3f, py * 1.3f, pz * 1.3f, seed + 17, 3, footprint);
        pattern.Mix = Noise<F, I, M>.Step(first, (F)0.5f - soft, (F)0.5f + soft);
        pattern.Accent = Noise<F, I, M>.Step(second, (F)0.58f - soft, (F)0.58f + soft);
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void Granite(ref Pattern<S, F> pattern, in S x, in S y, in S z, F footprint, int seed)
    {
        F px = L.ValueOf(x), py = L.ValueOf(y), pz = L.ValueOf(z);
        F.CellNoise(px * 4f, py * 4f, pz * 4f, seed, out _, out _, out I bits);
        F seen = Noise<F, I, M>.Visible(footprint * 4f);
        F coarse = Noise<F, I, M>.Fractal(px, py, pz, seed + 5, 3, footprint);
        F shade = Noise<F, I, M>.Unit(bits);
        pattern.Mix = F.Fma(F.Select(shade + coarse > 0.95f, 1f, shade * 0.4f) - 0.45f, seen, 0.45f);
        pattern.Accent = F.Select(shade < 0.16f, 1f, 0f) * seen;
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void Concrete(ref Pattern<S, F> pattern, in S x, in S y, in S z, F footprint, int seed)
    {
        S cloud = Noise<S, T, M>.Fractal(x, y, z, seed, 6, L.Level(footprint));
        S.CellNoise(x * 3f, y * 3f, z * 3f, seed + 3, out S nearest, out _, out T bits);
        F size = L.ValueOf(Noise<S, T, M>.Unit(bits)) * 0.22f;
        S pore = L.Scale((S)1f - SlopedStep(in nearest, size, size + 0.06f), Noise<F, I, M>.Visible(footprint * 3f));
        pattern.Mix = Noise<F, I, M>.Step(L.ValueOf(cloud), 0.2f, 0.8f);
        pattern.Accent = L.ValueOf(pore) * 0.8f;
        pattern.Height = S.Fma(cloud, 0.4f, -pore);
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void Rust(ref Pattern<S, F> pattern, in S x, in S y, in S z, F footprint, int seed)
    {
        S mask = Noise<S, T, M>.Fractal(x, y, z, seed, 6, L.Level(footprint));
        S fine = Noise<S, T, M>.Fractal(x * 5f, y * 5f, z * 5f, seed + 11, 4, L.Level(footprint * 5f));
        S amount = S.Fma(fine, 0.15f, mask);
        S rust = SlopedStep(in amount, 0.52f, 0.62f);
        pattern.Mix = L.ValueOf(rust);
        pattern.Accent = L.ValueOf(rust) * Noise<F, I, M>.Step(L.ValueOf(fine), 0.45f, 0.7f);
        pattern.Height = rust * fine;
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void Brushed(ref Pattern<S, F> pattern, in S x, in S y, in S z, F footprint, int seed)
    {
        S streak = L.Scale(S.GradientNoise(x * 0.4f, y * 14f, z * 14f, seed), Noise<F, I, M>.Visible(footprint * 5f));
        S broad = L.Scale(S.GradientNoise(x * 0.2f, y * 4f, z * 4f, seed + 1), Noise<F, I, M>.Visible(footprint * 2f));
        pattern.Mix = Clamp(F.Fma(L.ValueOf(streak) + L.ValueOf(broad), 0.6f, 0.5f));
        pattern.Height = S.Fma(streak, 0.4f, broad * 0.3f);
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void Hammered(ref Pattern<S, F> pattern, in S x, in S y, in S z, F footprint, int seed)
    {
        S.CellNoise(x * 2f, y * 2f, z * 2f, seed, out S nearest, out _, out T bits);
        S bowl = L.Scale(nearest * nearest, Noise<F, I, M>.Visible(footprint * 2f));
        pattern.Mix = Clamp(F.Fma(L.ValueOf(bowl), 1.2f, L.ValueOf(Noise<S, T, M>.Unit(bits)) * 0.25f));
        pattern.Height = bowl * 2f;
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void Agate(ref Pattern<S, F> pattern, in S x, in S y, in S z, F footprint, int seed)
    {
        F px = L.ValueOf(x), py = L.ValueOf(y), pz = L.ValueOf(z);
        F bent = F.Fma(Noise<F, I, M>.Fractal(px * 0.7f, py * 0.7f, pz * 0.7f, seed, 4, footprint), 6f, F.Fma(px, 0.8f, py * 0.5f));
        F band = F.Floor(bent), within = bent - band;
        I index = I.Truncate(band);
        F shade = Noise<F, I, M>.Unit(Noise<F, I, M>.Mix(index ^ seed)), next = Noise<F, I, M>.Unit(Noise<F, I, M>.Mix((index + 1) ^ seed));
        F soft = F.Max(footprint * 4f, 0.06f);
        pattern.Mix = Noise<F, I, M>.Lerp(shade, next, Noise<F, I, M>.Step(within, (F)1f - soft, 1f));
        pattern.Accent = Noise<F, I, M>.Step(Noise<F, I, M>.Unit(Noise<F, I, M>.Mix(index ^ (seed + 77))), 0.6f, 0.9f)
            * ((F)1f - Noise<F, I, M>.Step(F.Abs(within - 0.5f), 0.2f, soft + 0.3f));
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void Rosettes(ref Pattern<S, F> pattern, in S x, in S y, in S z, F footprint, int seed)
    {
        F px = L.ValueOf(x), py = L.ValueOf(y), pz = L.ValueOf(z);
        F bend = F.GradientNoise(px * 2.5f, py * 2.5f, pz * 2.5f, seed + 3);
        F.CellNoise(px * 1.3f, py * 1.3f, pz * 1.3f, seed, out F nearest, out _, out _);
        nearest = F.Fma(bend, 0.14f, nearest);
        F soft = F.Max(footprint, 0.02f);
        F inner = (F)1f - Noise<F, I, M>.Step(nearest, (F)0.24f - soft, (F)0.24f + soft);
        F outer = (F)1f - Noise<F, I, M>.Step(nearest, (F)0.38f - soft, (F)0.38f + soft);
        F broken = Noise<F, I, M>.Step(bend, -0.25f, -0.15f);
        pattern.Mix = inner * 0.6f;
        pattern.Accent = (outer - inner) * broken;
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void Zebra(ref Pattern<S, F> pattern, in S x, in S y, in S z, F footprint, int seed)
    {
        F px = L.ValueOf(x), py = L.ValueOf(y), pz = L.ValueOf(z);
        F bend = Noise<F, I, M>.Fractal(px * 0.8f, py * 0.8f, pz * 0.8f, seed, 3, footprint);
        pattern.Mix = Band(Triangle(F.Fma(bend, 2.2f, F.Fma(px, 0.8f, pz * 0.6f))), 0.52f, footprint * 3f);
        S hair = L.Scale(S.GradientNoise(x * 10f, y * 2f, z * 10f, seed + 1), Noise<F, I, M>.Visible(footprint * 6f));
        pattern.Accent = Clamp(L.ValueOf(hair) * 0.8f);
        pattern.Height = hair;
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void FlakedPaint(ref Pattern<S, F> pattern, in S x, in S y, in S z, F footprint, int seed)
    {
        S wear = Noise<S, T, M>.Fractal(x, y, z, seed, 6, L.Level(footprint));
        F soft = F.Fma(footprint, 0.2f, 0.008f);
        S flake = SlopedStep(in wear, (F)0.57f - soft, (F)0.57f + soft);
        pattern.Mix = L.ValueOf(flake);
        pattern.Accent = Noise<F, I, M>.Step(L.ValueOf(wear), 0.52f, 0.57f) * ((F)1f - L.ValueOf(flake)) * 0.7f;
        pattern.Height = -flake;
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void Leather(ref Pattern<S, F> pattern, in S x, in S y, in S z, F footprint, int seed)
    {
        S bend = S.GradientNoise(x * 3f, y * 3f, z * 3f, seed + 3) * 0.25f;
        S.CellNoise(S.Fma(x, 3f, bend), S.Fma(y, 3f, bend), S.Fma(z, 3f, -bend), seed, out S nearest, out S second, out _);
        S gap = second - nearest;
        S wrinkle = L.Scale((S)1f - SlopedStep(in gap, 0f, 0.2f), Noise<F, I, M>.Visible(footprint * 3f));
        F patina = Noise<F, I, M>.Fractal(L.ValueOf(x) * 0.7f, L.ValueOf(y) * 0.7f, L.ValueOf(z) * 0.7f, seed + 5, 3, footprint);
        pattern.Mix = Clamp(F.Fma(L.ValueOf(wrinkle), 0.5f, patina * 0.5f));
        pattern.Accent = L.ValueOf(wrinkle) * 0.3f;
        pattern.Height = S.Fma(bend, 0.3f, -wrinkle);
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void PinkNoise(ref Pattern<S, F> pattern, in S x, in S y, in S z, F footprint, int seed)
    {
        const int OctaveCount = 6;
        S sum = 0f, px = x, py = y, pz = z;
        F other = 0f, strength = 0.3f, pixel = footprint;
        for (int octave = 0; octave < OctaveCount; octave++)
        {
            F seen = Noise<F, I, M>.Visible(pixel);
            if (!M.Any(seen > 0f))
                break;

            // The same octaves with signs in turn tell nothing of their sum.
            S noise = L.Scale(S.GradientNoise(px, py, pz, seed + octave), seen);
            sum = S.Fma(noise, 0.3f, sum);
            other = F.Fma(L.ValueOf(noise), strength, other);
            strength = -strength;
            px = px + px;
            py = py + py;
            pz = pz + pz;
            pixel = pixel + pixel;
        }

        pattern.Mix = Clamp(L.ValueOf(sum) + 0.5f);
        pattern.Accent = Clamp(other);
        pattern.Height = sum;
    }
}
