using System.Runtime.CompilerServices;

namespace Piwa.Kernels.Numerics;

/// <summary>Random functions of a place in space: integer hashes at the points of a lattice, interpolated.</summary>
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

    /// <summary>
    /// Gradient noise (K. Perlin, "Improving noise", SIGGRAPH 2002) with random gradients, one cell per unit: smooth, mostly within
    /// [-0.7, 0.7], 0 at lattice points.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static F Gradient(F x, F y, F z, int seed)
    {
        F fx = F.Floor(x), fy = F.Floor(y), fz = F.Floor(z);
        F dx = x - fx, dy = y - fy, dz = z - fz;
        F u = Fade(dx), v = Fade(dy), w = Fade(dz);
        F ex = dx - 1f, ey = dy - 1f, ez = dz - 1f;

        // The hash of a corner is that of the cell with the next coordinate's product, so products are made once.
        I x0 = I.Truncate(fx) * SpreadX, y0 = I.Truncate(fy) * SpreadY, z0 = I.Truncate(fz) * SpreadZ;
        I x1 = x0 + SpreadX, y1 = y0 + SpreadY, z1 = (z0 + SpreadZ) ^ seed;
        z0 = z0 ^ seed;
        F near = Lerp(
            Lerp(Slope(x0 ^ y0 ^ z0, dx, dy, dz), Slope(x1 ^ y0 ^ z0, ex, dy, dz), u),
            Lerp(Slope(x0 ^ y1 ^ z0, dx, ey, dz), Slope(x1 ^ y1 ^ z0, ex, ey, dz), u),
            v);
        F far = Lerp(
            Lerp(Slope(x0 ^ y0 ^ z1, dx, dy, ez), Slope(x1 ^ y0 ^ z1, ex, dy, ez), u),
            Lerp(Slope(x0 ^ y1 ^ z1, dx, ey, ez), Slope(x1 ^ y1 ^ z1, ex, ey, ez), u),
            v);
        return Lerp(near, far, w);
    }

    /// <summary>Octaves of gradient noise, each twice as fine and half as strong, in [0, 1].</summary>
    /// <param name="x">Place, x.</param>
    /// <param name="y">Place, y.</param>
    /// <param name="z">Place, z.</param>
    /// <param name="seed">Key.</param>
    /// <param name="octaves">How many.</param>
    /// <param name="footprint">Size of a pixel in cells: octaves too fine for it fade out. 0 keeps all.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static F Fractal(F x, F y, F z, int seed, int octaves, F footprint)
    {
        F sum = 0f;
        F strength = 0.55f;
        for (int octave = 0; octave < octaves; octave++)
        {
            F seen = Visible(footprint);
            sum = F.Fma(Gradient(x, y, z, seed + octave), seen * strength, sum);
            strength = strength * 0.5f;
            x = x + x;
            y = y + y;
            z = z + z;
            footprint = footprint + footprint;
        }

        return F.Max(F.Min(sum + 0.5f, 1f), 0f);
    }

    /// <summary>Sharp ridges: octaves of 1 - |noise|, in [0, 1].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static F Ridged(F x, F y, F z, int seed, int octaves, F footprint)
    {
        F sum = 0f;
        F strength = 0.5f;
        for (int octave = 0; octave < octaves; octave++)
        {
            F ridge = (F)1f - F.Abs(Gradient(x, y, z, seed + octave)) * 2.2f;
            ridge = F.Max(ridge, 0f);
            sum = F.Fma(ridge * ridge, Visible(footprint) * strength, sum);
            strength = strength * 0.5f;
            x = x + x;
            y = y + y;
            z = z + z;
            footprint = footprint + footprint;
        }

        return F.Min(sum, 1f);
    }

    /// <summary>
    /// Random points, one in each cell (S. Worley, "A cellular texture basis function", SIGGRAPH 1996): the distances to the nearest two
    /// and the nearest one's random bits. A point stays in the middle of its cell, so that the eight cells round a place are enough.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Cells(F x, F y, F z, int seed, out F nearest, out F second, out I bits)
    {
        F cx = F.Floor(x - 0.5f), cy = F.Floor(y - 0.5f), cz = F.Floor(z - 0.5f);
        I hx = I.Truncate(cx) * SpreadX, hy = I.Truncate(cy) * SpreadY, hz = I.Truncate(cz) * SpreadZ;
        F rx = x - cx, ry = y - cy, rz = z - cz;
        F first = 16f, next = 16f;
        I mine = 0;
        for (int corner = 0; corner < 8; corner++)
        {
            int ox = corner & 1, oy = (corner >> 1) & 1, oz = corner >> 2;
            I hash = Mix((hx + (ox * SpreadX)) ^ (hy + (oy * SpreadY)) ^ (hz + (oz * SpreadZ)) ^ seed);
            F dx = Jitter(hash) + (float)ox - rx;
            F dy = Jitter(hash >>> 10) + (float)oy - ry;
            F dz = Jitter(hash >>> 20) + (float)oz - rz;
            F square = F.Fma(dx, dx, F.Fma(dy, dy, dz * dz));
            M closer = square < first;
            next = F.Select(closer, first, F.Min(next, square));
            first = F.Select(closer, square, first);
            mine = I.Select(closer, hash, mine);
        }

        nearest = F.Sqrt(first);
        second = F.Sqrt(next);
        bits = Mix(mine);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F Lerp(F a, F b, F t) => F.Fma(b - a, t, a);

    /// <summary>Smooth step from 0 at <paramref name="low"/> to 1 at <paramref name="high"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F Step(F value, F low, F high)
    {
        F t = F.Max(F.Min((value - low) / (high - low), 1f), 0f);
        return t * t * F.Fma(t, -2f, 3f);
    }

    /// <summary>How much of a pattern of one cell per unit a pixel of that size shows: 1 for a small one, 0 from two thirds of a cell.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F Visible(F footprint) => F.Max(F.Min(F.Fma(footprint, -2.5f, 1.6f), 1f), 0f);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static F Slope(I corner, F dx, F dy, F dz)
    {
        const float Half = 511.5f;
        const float Scale = 1f / Half;
        I bits = Mix(corner);
        F gx = F.FromInt(bits & 1023) - Half;
        F gy = F.FromInt((bits >>> 10) & 1023) - Half;
        F gz = F.FromInt((bits >>> 20) & 1023) - Half;
        return F.Fma(gx, dx, F.Fma(gy, dy, gz * dz)) * Scale;
    }

    /// <summary>0.25 to 0.75 by ten random bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static F Jitter(I bits) => F.Fma(F.FromInt(bits & 1023), 0.5f / 1023f, 0.25f);

    /// <summary>Quintic: its first and second derivatives are zero at both ends.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static F Fade(F t) => t * t * t * F.Fma(t, F.Fma(t, 6f, -15f), 10f);
}
