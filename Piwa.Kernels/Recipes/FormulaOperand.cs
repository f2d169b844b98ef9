namespace Piwa.Kernels.Recipes;

/// <summary>Where a step of a <see cref="Formula"/> takes an operand from.</summary>
public enum FormulaOperand
{
    /// <summary>The step's constant. What an operation does not have is this too.</summary>
    Constant = 0,

    /// <summary>The place along the part's x axis: -1 and 1 at the ends of its box.</summary>
    X = 1,

    /// <summary>The place along the part's y axis: -1 and 1 at the ends of its box.</summary>
    Y = 2,

    /// <summary>The place along the part's z axis: -1 and 1 at the ends of its box.</summary>
    Z = 3,

    /// <summary>The first of <see cref="Formula.RegisterCount"/> registers, which steps write to.</summary>
    R0 = 4,

    /// <summary>A register.</summary>
    R1 = 5,

    /// <summary>A register.</summary>
    R2 = 6,

    /// <summary>A register.</summary>
    R3 = 7,

    /// <summary>A register.</summary>
    R4 = 8,

    /// <summary>A register.</summary>
    R5 = 9,

    /// <summary>A register.</summary>
    R6 = 10,

    /// <summary>The last register.</summary>
    R7 = 11,
}
