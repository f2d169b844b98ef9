namespace Piwa.Kernels.Recipes;

/// <summary>One step of a <see cref="Formula"/>.</summary>
/// <param name="Operation">What it computes.</param>
/// <param name="Target">The register that it writes to.</param>
/// <param name="First">Operand a.</param>
/// <param name="Second">Operand b; <see cref="FormulaOperand.Constant"/> where the operation has none.</param>
/// <param name="Third">Operand c; <see cref="FormulaOperand.Constant"/> where the operation has none.</param>
/// <param name="Constant">The constant; 0 where nothing takes it. Of <see cref="FormulaOperation.Noise"/> the seed, a whole number below 2^24.</param>
public readonly record struct FormulaStep(
    FormulaOperation Operation,
    FormulaOperand Target,
    FormulaOperand First,
    FormulaOperand Second = FormulaOperand.Constant,
    FormulaOperand Third = FormulaOperand.Constant,
    float Constant = 0f)
{
    /// <summary>How many operands an operation has, 1 to 3.</summary>
    internal static int OperandCount(FormulaOperation operation) => operation switch
    {
        FormulaOperation.MultiplyAdd or FormulaOperation.Choose or FormulaOperation.Noise => 3,
        FormulaOperation.Absolute or FormulaOperation.SquareRoot or FormulaOperation.Floor or FormulaOperation.Sine or FormulaOperation.Cosine => 1,
        _ => 2,
    };

    /// <summary>Operand 0, 1 or 2.</summary>
    internal FormulaOperand Operand(int index) => index switch { 0 => First, 1 => Second, _ => Third };
}
