using System.Runtime.CompilerServices;
using Piwa.Kernels.Numerics;
using Piwa.Kernels.Recipes;

namespace Piwa.Kernels.Meshes;

/// <summary>Heights of displaced surfaces.</summary>
internal static unsafe class Reliefs<F, I, M>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    private const int OctaveCount = 3;

    /// <summary>Height at a place in the part's frame.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static F Height(PartRecord* part, float* data, F x, F y, F z)
    {
        if (part->Displacement == (int)DisplacementKind.HeightField)
            return HeightFields<F, I, M>.Height(part, data, x, y, z);

        int seed = part->DisplacementSeed;
        F nx = x * part->DisplacementFrequency, ny = y * part->DisplacementFrequency, nz = z * part->DisplacementFrequency;
        switch (part->Displacement)
        {
            case (int)DisplacementKind.Fractal:
                return F.Fma(Noise<F, I, M>.Fractal(nx, ny, nz, seed, OctaveCount, 0f), 2f, -1f) * part->DisplacementAmplitude;
            case (int)DisplacementKind.Ridges:
                return Noise<F, I, M>.Ridged(nx, ny, nz, seed, OctaveCount, 0f) * part->DisplacementAmplitude;
            case (int)DisplacementKind.Pebbles:
                return Pebbles(nx, ny, nz, seed) * part->DisplacementAmplitude;
            case (int)DisplacementKind.Bricks:
                return Bricks(nx, ny, nz) * part->DisplacementAmplitude;
            case (int)DisplacementKind.Cracks:
                return Cracks(nx, ny, nz, seed) * part->DisplacementAmplitude;
            default:
                return Ripples(x, y, nz, part) * part->DisplacementAmplitude;
        }
    }

    [MethodImpl(Compiled.AtOnce)]
    private static F Pebbles(F x, F y, F z, int seed)
    {
        F.CellNoise(x, y, z, seed, out F nearest, out _, out _);
        return F.Max(F.Fma(nearest * nearest, -2.5f, 1f), 0f);
    }

    [MethodImpl(Compiled.AtOnce)]
    private static F Cracks(F x, F y, F z, int seed)
    {
        F.CellNoise(x, y, z, seed, out F nearest, out F second, out _);
        return Noise<F, I, M>.Step(second - nearest, 0.02f, 0.18f) - 1f;
    }

    [MethodImpl(Compiled.AtOnce)]
    private static F Bricks(F x, F y, F z)
    {
        F row = z * 2f;
        F shift = F.FromInt(I.Truncate(F.Floor(row)) & 1) * 0.5f;
        F joint = F.Min(Joint(row), F.Min(Joint(x + shift), Joint(y + shift)));
        return Noise<F, I, M>.Step(joint, 0.03f, 0.12f) - 1f;
    }

    /// <summary>Distance to the nearest whole number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static F Joint(F value) => F.Abs(value - F.Floor(value + 0.5f));

    /// <summary>Waves along z and six of them round it.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static F Ripples(F x, F y, F nz, PartRecord* part)
    {
        const float Turn = 6.2831853f;
        const float Around = 6f;
        F angle = F.Atan2(y * part->InverseHalfY, x * part->InverseHalfX);
        F along = Elementary<F, I, M>.Sin(F.Max(F.Min(nz, 1000f), -1000f) * Turn);
        return (along + Elementary<F, I, M>.Sin(angle * Around)) * 0.5f;
    }
}

/// <summary>Bounds of displacements.</summary>
internal static class ReliefBounds
{
    /// <summary>A Catmull-Rom surface can rise above its heights: by at most 1/8 of their spread along each of two directions.</summary>
    private const float Overshoot = 1.5f;

    /// <summary>How far a surface can rise.</summary>
    public static float Rise(Displacement? displacement) =>
        displacement is { Kind: DisplacementKind.Bricks or DisplacementKind.Cracks } ? 0f : Height(displacement);

    /// <summary>How far a surface can rise or sink.</summary>
    public static float Height(Displacement? displacement) => displacement switch
    {
        null => 0f,
        { Kind: DisplacementKind.HeightField } => Overshoot * displacement.Amplitudes.Max(),
        _ => displacement.Amplitudes[0],
    };
}
