namespace Piwa.Kernels.Recipes;

/// <summary>
/// What a step of a <see cref="Formula"/> computes of its operands a, b and c; rounded once, to nearest even, on every device. Results are kept
/// within <see cref="Formula.Most"/>.
/// </summary>
public enum FormulaOperation
{
    /// <summary>a + b.</summary>
    Add = 0,

    /// <summary>a - b.</summary>
    Subtract = 1,

    /// <summary>a b.</summary>
    Multiply = 2,

    /// <summary>a b + c, rounded once.</summary>
    MultiplyAdd = 3,

    /// <summary>a / b; a divisor nearer to 0 than 1 / <see cref="Formula.Most"/> is moved away to that, on its own side.</summary>
    Divide = 4,

    /// <summary>The smaller of a and b: of two distances, that of both bodies together.</summary>
    Minimum = 5,

    /// <summary>The larger of a and b: of two distances, that of what the bodies share.</summary>
    Maximum = 6,

    /// <summary>b where a is negative, else c.</summary>
    Choose = 7,

    /// <summary>a without its sign.</summary>
    Absolute = 8,

    /// <summary>The root of a; of a negative number 0.</summary>
    SquareRoot = 9,

    /// <summary>The largest whole number that is not above a.</summary>
    Floor = 10,

    /// <summary>Sine of a radians; a is kept within <see cref="Formula.MostRadians"/>.</summary>
    Sine = 11,

    /// <summary>Cosine of a radians; a is kept within <see cref="Formula.MostRadians"/>.</summary>
    Cosine = 12,

    /// <summary>Angle of the vector (b, a) in radians, from -pi to pi: atan2(a, b).</summary>
    Angle = 13,

    /// <summary>a to the power of b; a is at least 1 / <see cref="Formula.Most"/>, b is kept within <see cref="Formula.MostExponent"/>.</summary>
    Power = 14,

    /// <summary>Gradient noise at the place (a, b, c), one cell per unit, mostly within 0.7 of 0; the step's constant is its seed.</summary>
    Noise = 15,
}
