using System.Runtime.CompilerServices;
using Piwa.Kernels.Numerics;

namespace Piwa.Kernels.Views;

/// <summary>Random functions of a place in space. Integer hashes at lattice points, interpolated.</summary>
internal static class Noise<F, I, M>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    // Large odd constants that spread the coordinates over all bits (B. Teschner et al., "Optimized spatial hashing", VMV 2003,
    // uses such primes; these are the fractions of the plastic number, M. Roberts 2018).
    private const int SpreadX = unchecked((int)0xD1B54A33);
    private const int SpreadY = unchecked((int)0xABC98389);
    private const int SpreadZ = unchecked((int)0x8CB92BA7);

    /// <summary>Octaves of <see cref="Fractal"/>.</summary>
    private const int Octaves = 4;

    /// <summary>32 random bits for a lattice point.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static I Hash(I x, I y, I z, int seed) => Mix(x * SpreadX ^ y * SpreadY ^ z * SpreadZ ^ seed);

    /// <summary>A further 32 random bits out of others: the finaliser of MurmurHash3.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static I Mix(I bits)
    {
        bits = (bits ^ (bits >>> 16)) * unchecked((int)0x85EBCA6B);
        bits = (bits ^ (bits >>> 13)) * unchecked((int)0xC2B2AE35);
        return bits ^ (bits >>> 16);
    }

    /// <summary>Random bits as a float in [0, 1).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F Unit(I bits) => F.FromInt(bits >>> 8) * (1f / (1 << 24));

    /// <summary>Value noise in [0, 1), one cell per unit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F Value(F x, F y, F z, int seed)
    {
        F fx = F.Floor(x), fy = F.Floor(y), fz = F.Floor(z);
        F u = Fade(x - fx), v = Fade(y - fy), w = Fade(z - fz);

        // The hash of a corner is that of the cell with the next coordinate's product, so products are made once.
        I x0 = I.Truncate(fx) * SpreadX, y0 = I.Truncate(fy) * SpreadY, z0 = I.Truncate(fz) * SpreadZ ^ seed;
        I x1 = x0 + SpreadX, y1 = y0 + SpreadY, z1 = (I.Truncate(fz) * SpreadZ + SpreadZ) ^ seed;
        F near = Lerp(
            Lerp(Unit(Mix(x0 ^ y0 ^ z0)), Unit(Mix(x1 ^ y0 ^ z0)), u),
            Lerp(Unit(Mix(x0 ^ y1 ^ z0)), Unit(Mix(x1 ^ y1 ^ z0)), u),
            v);
        F far = Lerp(
            Lerp(Unit(Mix(x0 ^ y0 ^ z1)), Unit(Mix(x1 ^ y0 ^ z1)), u),
            Lerp(Unit(Mix(x0 ^ y1 ^ z1)), Unit(Mix(x1 ^ y1 ^ z1)), u),
            v);
        return Lerp(near, far, w);
    }

    /// <summary>Octaves of value noise, each twice as fine and half as strong, in [0, 1).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static F Fractal(F x, F y, F z, int seed)
    {
        const float Total = 2f - (1f / (1 << (Octaves - 1)));
        F sum = 0f;
        F strength = 1f / Total;
        for (int octave = 0; octave < Octaves; octave++)
        {
            sum = F.Fma(Value(x, y, z, seed + octave), strength, sum);
            strength = strength * 0.5f;
            x = x + x;
            y = y + y;
            z = z + z;
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F Lerp(F a, F b, F t) => F.Fma(b - a, t, a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static F Fade(F t) => t * t * F.Fma(t, -2f, 3f);
}
