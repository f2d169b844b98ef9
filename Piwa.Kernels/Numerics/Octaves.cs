using System.Runtime.CompilerServices;

namespace Piwa.Kernels.Numerics;

/// <summary>
/// Sums of gradient noise of finer and finer cells, or of its ridges, and their slopes. Octaves that are too fine for a pixel to show are
/// faded out and then left out. What is the same for all places is one number, not a vector to be kept while noise is computed.
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

    /// <summary>The sum; see <see cref="Noise{F,I,M}.Fractal"/> and <see cref="Noise{F,I,M}.Ridged"/>.</summary>
    /// <param name="x">Place, x.</param>
    /// <param name="y">Place, y.</param>
    /// <param name="z">Place, z.</param>
    /// <param name="seed">Key.</param>
    /// <param name="octaves">How many.</param>
    /// <param name="footprint">Size of a pixel in cells. 0 keeps all octaves.</param>
    /// <param name="isRidged">Whether ridges are summed, squared, in place of the noise.</param>
    [MethodImpl(Compiled.AtOnce)]
    public static F Sum(F x, F y, F z, int seed, int octaves, F footprint, bool isRidged)
    {
        F sum = 0f;
        FloatX1 strength = isRidged ? RidgedStrength : FractalStrength, scale = 1f;
        for (int octave = 0; octave < octaves; octave++)
        {
            F seen = Noise<F, I, M>.Visible(footprint * scale.Value);
            if (!M.Any(seen > 0f))
                break;

            F noise = F.GradientNoise(x * scale.Value, y * scale.Value, z * scale.Value, seed + octave);
            F height = isRidged ? Square(Ridge(noise)) : noise;
            sum = F.Fma(height, seen * strength.Value, sum);
            strength = strength * Gain;
            scale = scale + scale;
        }

        return sum;
    }

    /// <summary><see cref="Sum"/> and its slopes along x, y and z.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static F SumWithSlopes(
        F x, F y, F z, int seed, int octaves, F footprint, bool isRidged, out F slopeX, out F slopeY, out F slopeZ)
    {
        F sum = 0f;
        slopeX = 0f;
        slopeY = 0f;
        slopeZ = 0f;
        FloatX1 strength = isRidged ? RidgedStrength : FractalStrength, scale = 1f;
        for (int octave = 0; octave < octaves; octave++)
        {
            F seen = Noise<F, I, M>.Visible(footprint * scale.Value);
            if (!M.Any(seen > 0f))
                break;

            F noise = F.SlopedGradientNoise(x * scale.Value, y * scale.Value, z * scale.Value, seed + octave, out F sx, out F sy, out F sz);
            F height = noise;

            // Twice as fine is twice as steep.
            F steepness = seen * (strength * scale).Value;
            if (isRidged)
            {
                // A ridge falls to both sides; where there is none, it is 0 and level.
                F ridge = Ridge(noise);
                height = Square(ridge);
                steepness = ridge * seen * (F.Select(noise < 0f, 2f * RidgeSlope, -2f * RidgeSlope) * (strength * scale).Value);
            }

            sum = F.Fma(height, seen * strength.Value, sum);
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static F Square(F value) => value * value;
}
