using System.Runtime.CompilerServices;
using Piwa.Kernels.Numerics;
using Piwa.Kernels.Recipes;

namespace Piwa.Kernels.Meshes;

/// <summary>The registers of a formula at work. Fields, not memory: devices keep them where they compute.</summary>
internal struct FormulaRegisters<F, I, M>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    private F _r0, _r1, _r2, _r3, _r4, _r5, _r6, _r7;

    /// <summary>All 0.</summary>
    public static FormulaRegisters<F, I, M> Empty
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            FormulaRegisters<F, I, M> empty;
            empty._r0 = 0f;
            empty._r1 = 0f;
            empty._r2 = 0f;
            empty._r3 = 0f;
            empty._r4 = 0f;
            empty._r5 = 0f;
            empty._r6 = 0f;
            empty._r7 = 0f;
            return empty;
        }
    }

    /// <summary>What is in a register.</summary>
    /// <param name="register">A <see cref="FormulaOperand"/> from R0 on.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly F Get(int register) => register switch
    {
        (int)FormulaOperand.R0 => _r0,
        (int)FormulaOperand.R1 => _r1,
        (int)FormulaOperand.R2 => _r2,
        (int)FormulaOperand.R3 => _r3,
        (int)FormulaOperand.R4 => _r4,
        (int)FormulaOperand.R5 => _r5,
        (int)FormulaOperand.R6 => _r6,
        _ => _r7,
    };

    /// <summary>Writes to a register.</summary>
    /// <param name="register">A <see cref="FormulaOperand"/> from R0 on.</param>
    /// <param name="value">The value.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Set(int register, F value)
    {
        switch (register)
        {
            case (int)FormulaOperand.R0: _r0 = value; break;
            case (int)FormulaOperand.R1: _r1 = value; break;
            case (int)FormulaOperand.R2: _r2 = value; break;
            case (int)FormulaOperand.R3: _r3 = value; break;
            case (int)FormulaOperand.R4: _r4 = value; break;
            case (int)FormulaOperand.R5: _r5 = value; break;
            case (int)FormulaOperand.R6: _r6 = value; break;
            default: _r7 = value; break;
        }
    }
}
