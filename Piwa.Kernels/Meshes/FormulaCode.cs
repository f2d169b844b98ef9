using System.Runtime.CompilerServices;
using Piwa.Kernels.Recipes;

namespace Piwa.Kernels.Meshes;

/// <summary>
/// Steps of a formula as the kernels read them, two floats each: a whole number below 2^24, which a float holds exactly, and the constant.
/// </summary>
internal static class FormulaCode
{
    /// <summary>Floats of a step.</summary>
    public const int StepLength = 2;

    /// <summary>Operands have 4 bits each, the target too; the operation has those above.</summary>
    private const int Bits = 4, Mask = (1 << Bits) - 1;

    /// <summary>Floats of a formula.</summary>
    public static int LengthOf(Formula? formula) => StepLength * (formula?.Steps.Count ?? 0);

    /// <summary>Writes the steps.</summary>
    public static void Fill(Formula formula, Span<float> data)
    {
        for (int i = 0; i < formula.Steps.Count; i++)
        {
            FormulaStep step = formula.Steps[i];
            data[i * StepLength] = (int)step.First | ((int)step.Second << Bits) | ((int)step.Third << (2 * Bits))
                | ((int)step.Target << (3 * Bits)) | ((int)step.Operation << (4 * Bits));
            data[(i * StepLength) + 1] = step.Constant;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int First(int code) => code & Mask;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Second(int code) => (code >> Bits) & Mask;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Third(int code) => (code >> (2 * Bits)) & Mask;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Target(int code) => (code >> (3 * Bits)) & Mask;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Operation(int code) => code >> (4 * Bits);
}
