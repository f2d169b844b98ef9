using System.Numerics;
using System.Runtime.CompilerServices;
using Piwa.Kernels.Numerics;
using Piwa.Kernels.Recipes;

namespace Piwa.Kernels.Meshes;

/// <summary>Bends places back to where the undeformed part has them.</summary>
internal static unsafe class Deformations<F, I, M>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Undo(in DeformationRecord deformation, ref F x, ref F y, ref F z)
    {
        if (deformation.Kind >= 0)
            UndoOne(in deformation, ref x, ref y, ref z);
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void UndoOne(in DeformationRecord deformation, ref F x, ref F y, ref F z)
    {
        switch (deformation.Kind)
        {
            case (int)DeformationKind.Twist:
                Twist(in deformation, ref x, ref y, z);
                break;
            case (int)DeformationKind.Taper:
                F scale = F.Fma(z, deformation.A, deformation.B);
                scale = 1f / F.Max(F.Min(scale, F.Max(1f, deformation.C)), F.Min(1f, deformation.C));
                x = x * scale;
                y = y * scale;
                break;
            case (int)DeformationKind.Bend:
                Bend(in deformation, ref x, ref z);
                break;
            case (int)DeformationKind.Shear:
                x = F.Fma(z, -deformation.A, x);
                break;
            case (int)DeformationKind.Wave:
                x = F.Fma(Elementary<F, I, M>.Sin(F.Fma(z, deformation.B, deformation.C)), -deformation.A, x);
                break;
            default:
                Warp(in deformation, ref x, ref y, ref z);
                break;
        }
    }

    /// <summary>A = radians per unit of height.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static void Twist(in DeformationRecord deformation, ref F x, ref F y, F z)
    {
        F.SinCos(z * deformation.A, out F sine, out F cosine);
        F turned = F.Fma(x, cosine, y * sine);
        y = F.Fma(y, cosine, x * sine * -1f);
        x = turned;
    }

    /// <summary>A = radius of the bent axis, whose centre lies at (A, 0): negative for a bend towards -x.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static void Bend(in DeformationRecord deformation, ref F x, ref F z)
    {
        float side = deformation.A < 0f ? -1f : 1f;
        F across = ((F)deformation.A - x) * side;
        F radius = F.Sqrt(F.Fma(across, across, z * z));
        F angle = F.Atan2(z, across);
        x = (F)deformation.A - radius * side;
        z = angle * deformation.A * side;
    }

    /// <summary>A = amplitude, B = cells per unit.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static void Warp(in DeformationRecord deformation, ref F x, ref F y, ref F z)
    {
        F nx = x * deformation.B, ny = y * deformation.B, nz = z * deformation.B;
        F dx = F.GradientNoise(nx, ny, nz, deformation.Seed);
        F dy = F.GradientNoise(nx, ny, nz, deformation.Seed + 1);
        F dz = F.GradientNoise(nx, ny, nz, deformation.Seed + 2);
        x = F.Fma(dx, deformation.A, x);
        y = F.Fma(dy, deformation.A, y);
        z = F.Fma(dz, deformation.A, z);
    }
}

/// <summary>Constants and bounds of deformations.</summary>
internal static class DeformationConstants
{
    private const float PhaseUnit = MathF.Tau / 65536f;

    /// <summary>Largest magnitude of gradient noise, and of its slope.</summary>
    private const float NoiseRange = 1f, NoiseSlope = 2.5f;

    public static readonly DeformationRecord None = new() { Kind = -1 };

    /// <param name="deformation">The deformation.</param>
    /// <param name="half">The part's half extents, unit space.</param>
    public static DeformationRecord Create(Deformation deformation, Vector3 half)
    {
        float smallest = Geometry.Smallest(half), height = 2f * half.Z, amount = deformation.Amount;
        var record = new DeformationRecord { Kind = (int)deformation.Kind, Seed = (int)deformation.Seed };
        switch (deformation.Kind)
        {
            case DeformationKind.Twist:
                record.A = amount / height;
                break;
            case DeformationKind.Taper:
                record.A = (amount - 1f) / height;
                record.B = (amount + 1f) * 0.5f;
                record.C = amount;
                break;
            case DeformationKind.Bend:
                // Towards an infinite radius the bend fades: a very long one stands for none.
                const float Straight = 1e-3f;
                float angle = MathF.Abs(amount) < Straight ? Straight : amount;
                record.A = height / angle;
                break;
            case DeformationKind.Shear:
                record.A = amount;
                break;
            case DeformationKind.Wave:
                record.A = amount * MathF.Min(half.X, half.Y);
                record.B = MathF.Tau * deformation.Frequency / height;
                record.C = (deformation.Seed & 0xFFFF) * PhaseUnit;
                break;
            default:
                record.A = amount * smallest;
                record.B = deformation.Frequency / (2f * smallest);
                break;
        }

        return record;
    }

    /// <summary>Half extents of a box round the deformed part.</summary>
    public static Vector3 Reach(Deformation deformation, Vector3 half)
    {
        float amount = MathF.Abs(deformation.Amount), across = MathF.Sqrt((half.X * half.X) + (half.Y * half.Y));
        float wider = MathF.Max(1f, amount);
        return deformation.Kind switch
        {
            DeformationKind.Twist => new(across, across, half.Z),
            DeformationKind.Taper => new(half.X * wider, half.Y * wider, half.Z),
            DeformationKind.Bend => new(half.X + (half.Z * MathF.Min(1f, amount)), half.Y, half.Z + (half.X * MathF.Min(1f, amount * 0.5f))),
            DeformationKind.Shear => half with { X = half.X + (amount * half.Z) },
            DeformationKind.Wave => half with { X = half.X + (amount * MathF.Min(half.X, half.Y)) },
            _ => half + new Vector3(amount * NoiseRange * Geometry.Smallest(half)),
        };
    }

    /// <summary>By how much space is stretched at most where it is bent back, within the part.</summary>
    public static float Stretch(Deformation deformation, Vector3 half)
    {
        float amount = MathF.Abs(deformation.Amount), across = MathF.Sqrt((half.X * half.X) + (half.Y * half.Y)), height = 2f * half.Z;
        return deformation.Kind switch
        {
            DeformationKind.Twist => Shear(amount * across / height),
            DeformationKind.Taper => Shear(across * MathF.Abs(amount - 1f) / (height * MathF.Min(1f, amount))) / MathF.Min(1f, amount),
            DeformationKind.Bend => 1f / MathF.Max(0.2f, 1f - (Reach(deformation, half).X * amount / height)),
            DeformationKind.Shear => Shear(amount),
            DeformationKind.Wave => Shear(amount * MathF.Min(half.X, half.Y) * MathF.Tau * deformation.Frequency / height),
            _ => 1f + (amount * NoiseSlope * deformation.Frequency * 0.5f),
        };

        // Largest singular value of ((1, k), (0, 1)).
        static float Shear(float k) => (k + MathF.Sqrt((k * k) + 4f)) * 0.5f;
    }
}
