using System.Runtime.CompilerServices;

namespace Piwa.Kernels.Numerics;

/// <summary>
/// Sums of gradient noise of finer and finer cells, and their slopes. Octaves that are too fine for a pixel to show are faded out and then
/// left out.
/// </summary>
internal static class Octaves<F, I, M>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    private const float Gain = 0.5f;
    private const float FractalStrength = 0.55f, RidgedStrength = 0.5f;

    /// <summary>How much noise is taken from a ridge of height 1.</summary>
    private const float RidgeSlope = 2.2f;

    /// <summary>Octaves of noise, mostly within [-0.7, 0.7]; see <see cref="Noise{F,I,M}.Fractal"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static F Fractal(F x, F y, F z, int seed, int octaves, F footprint)
    {
        F sum = 0f;
        F strength = FractalStrength, scale = 1f;
        for (int octave = 0; octave < octaves; octave++)
        {
            F seen = Noise<F, I, M>.Visible(footprint * scale);
            if (!M.Any(seen > 0f))
                break;

            sum = F.Fma(Noise<F, I, M>.Gradient(x * scale, y * scale, z * scale, seed + octave), seen * strength, sum);
            strength = strength * Gain;
            scale = scale + scale;
        }

        return sum;
    }

    /// <summary><see cref="Fractal"/> and its slopes along x, y and z.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static F FractalWithSlopes(F x, F y, F z, int seed, int octaves, F footprint, out F slopeX, out F slopeY, out F slopeZ)
    {
        F sum = 0f;
        slopeX = 0f;
        slopeY = 0f;
        slopeZ = 0f;
        F strength = FractalStrength, scale = 1f;
        for (int octave = 0; octave < octaves; octave++)
        {
            F seen = Noise<F, I, M>.Visible(footprint * scale);
            if (!M.Any(seen > 0f))
                break;

            F noise = Noise<F, I, M>.GradientWithSlopes(x * scale, y * scale, z * scale, seed + octave, out F sx, out F sy, out F sz);
            sum = F.Fma(noise, seen * strength, sum);

            // Twice as fine is twice as steep.
            F steepness = seen * (strength * scale);
            slopeX = F.Fma(sx, steepness, slopeX);
            slopeY = F.Fma(sy, steepness, slopeY);
            slopeZ = F.Fma(sz, steepness, slopeZ);
            strength = strength * Gain;
            scale = scale + scale;
        }

        return sum;
    }

    /// <summary>Octaves of ridges, at least 0; see <see cref="Noise{F,I,M}.Ridged"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static F Ridged(F x, F y, F z, int seed, int octaves, F footprint)
    {
        F sum = 0f;
        F strength = RidgedStrength, scale = 1f;
        for (int octave = 0; octave < octaves; octave++)
        {
            F seen = Noise<F, I, M>.Visible(footprint * scale);
            if (!M.Any(seen > 0f))
                break;

            F ridge = Ridge(Noise<F, I, M>.Gradient(x * scale, y * scale, z * scale, seed + octave));
            sum = F.Fma(ridge * ridge, seen * strength, sum);
            strength = strength * Gain;
            scale = scale + scale;
        }

        return sum;
    }

    /// <summary><see cref="Ridged"/> and its slopes along x, y and z.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static F RidgedWithSlopes(F x, F y, F z, int seed, int octaves, F footprint, out F slopeX, out F slopeY, out F slopeZ)
    {
        F sum = 0f;
        slopeX = 0f;
        slopeY = 0f;
        slopeZ = 0f;
        F strength = RidgedStrength, scale = 1f;
        for (int octave = 0; octave < octaves; octave++)
        {
            F seen = Noise<F, I, M>.Visible(footprint * scale);
            if (!M.Any(seen > 0f))
                break;

            F noise = Noise<F, I, M>.GradientWithSlopes(x * scale, y * scale, z * scale, seed + octave, out F sx, out F sy, out F sz);
            F ridge = Ridge(noise);
            sum = F.Fma(ridge * ridge, seen * strength, sum);

            // A ridge falls to both sides; where there is none, it is 0 and level.
            F steepness = ridge * seen * (F.Select(noise < 0f, 2f * RidgeSlope, -2f * RidgeSlope) * (strength * scale));
            slopeX = F.Fma(sx, steepness, slopeX);
            slopeY = F.Fma(sy, steepness, slopeY);
            slopeZ = F.Fma(sz, steepness, slopeZ);
            strength = strength * Gain;
            scale = scale + scale;
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static F Ridge(F noise) => F.Max((F)1f - F.Abs(noise) * RidgeSlope, 0f);
}
