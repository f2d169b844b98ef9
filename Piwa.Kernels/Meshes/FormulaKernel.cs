using System.Runtime.CompilerServices;
using Piwa.Kernels.Numerics;
using Piwa.Kernels.Recipes;

namespace Piwa.Kernels.Meshes;

/// <summary>Runs the formula of a part, step by step, at as many points as the width: <see cref="Formula"/>.</summary>
/// <remarks>
/// No step makes a value that is no number: results are kept within <see cref="Formula.Most"/>, divisors away from 0, and so on. What its steps
/// are is the same for all points, so that no thread waits for another.
/// </remarks>
internal static unsafe class FormulaKernel<F, I, M>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    private const float Least = 1f / Formula.Most;

    /// <summary>Distance in the part's frame: what the formula says, within the part's box. Shape0 = count of steps.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static F Distance(PartRecord* part, float* data, F x, F y, F z)
    {
        F box = F.Max(F.Abs(x) - part->HalfX, F.Max(F.Abs(y) - part->HalfY, F.Abs(z) - part->HalfZ));
        x = Bounded(x * part->InverseHalfX);
        y = Bounded(y * part->InverseHalfY);
        z = Bounded(z * part->InverseHalfZ);

        var registers = FormulaRegisters<F, I, M>.Empty;
        F result = 0f;
        float* step = data + part->DataOffset;
        int count = (int)part->Shape0;
        for (int i = 0; i < count; i++)
        {
            int code = (int)step[i * FormulaCode.StepLength];
            float constant = step[(i * FormulaCode.StepLength) + 1];
            F a = Operand(in registers, FormulaCode.First(code), x, y, z, constant);
            F b = Operand(in registers, FormulaCode.Second(code), x, y, z, constant);
            F c = Operand(in registers, FormulaCode.Third(code), x, y, z, constant);
            result = Bounded(Compute(FormulaCode.Operation(code), a, b, c, constant));
            registers.Set(FormulaCode.Target(code), result);
        }

        return F.Max(result * part->Smallest, box);
    }

    /// <summary>A number: what is none becomes the largest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static F Bounded(F value) => F.Max(F.Min(value, Formula.Most), -Formula.Most);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static F Operand(in FormulaRegisters<F, I, M> registers, int operand, F x, F y, F z, float constant) => operand switch
    {
        (int)FormulaOperand.Constant => constant,
        (int)FormulaOperand.X => x,
        (int)FormulaOperand.Y => y,
        (int)FormulaOperand.Z => z,
        _ => registers.Get(operand),
    };

    [MethodImpl(Compiled.AtOnce)]
    private static F Compute(int operation, F a, F b, F c, float constant)
    {
        switch (operation)
        {
            case (int)FormulaOperation.Add: return a + b;
            case (int)FormulaOperation.Subtract: return a - b;
            case (int)FormulaOperation.Multiply: return a * b;
            case (int)FormulaOperation.MultiplyAdd: return F.Fma(a, b, c);
            case (int)FormulaOperation.Divide: return a / F.Select(b < 0f, F.Min(b, -Least), F.Max(b, Least));
            case (int)FormulaOperation.Minimum: return F.Min(a, b);
            case (int)FormulaOperation.Maximum: return F.Max(a, b);
            case (int)FormulaOperation.Choose: return F.Select(a < 0f, b, c);
            case (int)FormulaOperation.Absolute: return F.Abs(a);
            case (int)FormulaOperation.SquareRoot: return F.Sqrt(F.Max(a, 0f));
            case (int)FormulaOperation.Floor: return F.Floor(a);
            default: return Further(operation, a, b, c, constant);
        }
    }

    [MethodImpl(Compiled.AtOnce)]
    private static F Further(int operation, F a, F b, F c, float constant)
    {
        switch (operation)
        {
            case (int)FormulaOperation.Sine:
                F.SinCos(Within(a, Formula.MostRadians), out F sine, out _);
                return sine;
            case (int)FormulaOperation.Cosine:
                F.SinCos(Within(a, Formula.MostRadians), out _, out F cosine);
                return cosine;
            case (int)FormulaOperation.Angle:
                return F.Atan2(a, b);
            case (int)FormulaOperation.Power:
                return F.Pow(F.Max(a, Least), Within(b, Formula.MostExponent));
            default:
                return F.GradientNoise(a, b, c, (int)constant);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static F Within(F value, float most) => F.Max(F.Min(value, most), -most);
}
