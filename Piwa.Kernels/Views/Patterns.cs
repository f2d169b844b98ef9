using System.Runtime.CompilerServices;
using Piwa.Kernels.Numerics;
using Piwa.Kernels.Recipes;

namespace Piwa.Kernels.Views;

/// <summary>The patterns of procedural materials: how much of the second colour shows at a place, 0 to 1.</summary>
internal static unsafe class Patterns<F, I, M>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    /// <summary>The pattern at (x, y, z) in the part's frame, in repeats.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static F Evaluate(MaterialRecord* material, F x, F y, F z)
    {
        int seed = material->Seed;
        switch (material->Family)
        {
            case (int)MaterialFamily.Checker: return Checker(x, y, z);
            case (int)MaterialFamily.Stripes: return Stripes(x, y, z, seed);
            case (int)MaterialFamily.Marble: return Marble(x, y, z, seed);
            case (int)MaterialFamily.Wood: return Wood(x, y, z, seed);
            case (int)MaterialFamily.Noise: return Step(Noise<F, I, M>.Fractal(x, y, z, seed), 0.35f, 0.65f);
            case (int)MaterialFamily.Terrazzo: return Terrazzo(x, y, z, seed);
            case (int)MaterialFamily.Brick: return Brick(x, y, z, seed);
            default: return 0f;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static F Checker(F x, F y, F z)
    {
        I parity = I.Truncate(F.Floor(x)) + I.Truncate(F.Floor(y)) + I.Truncate(F.Floor(z));
        return F.FromInt(parity & 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static F Stripes(F x, F y, F z, int seed)
    {
        F wave = Triangle(z + 0.15f * Noise<F, I, M>.Value(x, y, z, seed));
        return Step(wave, 0.45f, 0.55f);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static F Marble(F x, F y, F z, int seed)
    {
        F turbulence = Noise<F, I, M>.Fractal(x, y, z, seed);
        F wave = Triangle(F.Fma(turbulence, 2.5f, x * 0.5f + y * 0.3f));
        F vein = (F)1f - wave;
        return vein * vein * vein;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static F Wood(F x, F y, F z, int seed)
    {
        F warp = Noise<F, I, M>.Value(x, y, z * 0.25f, seed);
        F radius = F.Sqrt(F.Fma(x, x, y * y)) * 2f + warp * 0.6f;
        F ring = radius - F.Floor(radius);
        F fibre = Noise<F, I, M>.Value(x * 8f, y * 8f, z * 0.5f, seed + 1);
        return F.Min(F.Fma(ring, ring, fibre * 0.25f), 1f);
    }

    /// <summary>Chips: the nearest of the random points of the eight cells round a place decides, and its distance leaves a seam.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static F Terrazzo(F x, F y, F z, int seed)
    {
        F cx = F.Floor(x - 0.5f), cy = F.Floor(y - 0.5f), cz = F.Floor(z - 0.5f);
        F nearest = 8f, second = 8f;
        I shade = 0;
        for (int corner = 0; corner < 8; corner++)
        {
            F kx = cx + (corner & 1), ky = cy + ((corner >> 1) & 1), kz = cz + (corner >> 2);
            I bits = Noise<F, I, M>.Hash(I.Truncate(kx), I.Truncate(ky), I.Truncate(kz), seed);
            F dx = kx + Jitter(bits) - x;
            F dy = ky + Jitter(bits >>> 10) - y;
            F dz = kz + Jitter(bits >>> 20) - z;
            F distance = F.Sqrt(F.Fma(dx, dx, F.Fma(dy, dy, dz * dz)));
            M closer = distance < nearest;
            second = F.Select(closer, nearest, F.Min(second, distance));
            nearest = F.Select(closer, distance, nearest);
            shade = I.Select(closer, Noise<F, I, M>.Mix(bits), shade);
        }

        F seam = Step(second - nearest, 0.03f, 0.09f);
        return seam * Noise<F, I, M>.Unit(shade);
    }

    /// <summary>0.25 to 0.75 by ten random bits: a point stays in the middle of its cell, so that eight cells are enough.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static F Jitter(I bits) => F.Fma(F.FromInt(bits & 1023), 0.5f / 1023f, 0.25f);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static F Brick(F x, F y, F z, int seed)
    {
        const float Mortar = 0.06f;
        F row = F.Floor(z * 2f);
        F shift = F.FromInt(I.Truncate(row) & 1) * 0.5f;
        F along = x + shift, deep = y + shift;
        F mortar = F.Max(Edge(z * 2f, Mortar * 2f), F.Max(Edge(along, Mortar), Edge(deep, Mortar)));
        I bits = Noise<F, I, M>.Hash(I.Truncate(F.Floor(along)), I.Truncate(F.Floor(deep)), I.Truncate(row), seed);
        return F.Max(mortar, Noise<F, I, M>.Unit(bits) * 0.35f);
    }

    /// <summary>1 near whole numbers, 0 away from them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static F Edge(F value, float width)
    {
        F distance = F.Abs(value - F.Floor(value + 0.5f));
        return (F)1f - Step(distance, width * 0.4f, width * 0.6f);
    }

    /// <summary>0 at whole numbers, 1 half-way between.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static F Triangle(F value) => F.Abs(value - F.Floor(value + 0.5f)) * 2f;

    /// <summary>Smooth step from 0 at <paramref name="low"/> to 1 at <paramref name="high"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static F Step(F value, F low, F high)
    {
        F t = F.Max(F.Min((value - low) / (high - low), 1f), 0f);
        return t * t * F.Fma(t, -2f, 3f);
    }
}
