namespace Piwa.Kernels.Recipes;

/// <summary>
/// A value within a <see cref="Formula"/> that is being written: it stands for what the kernels compute at each place. Numbers become values
/// by themselves; the functions are those of <see cref="Formula"/>.
/// </summary>
/// <remarks>Immutable. What is computed of constants alone is computed at once, for sums, differences, products, quotients and negation.</remarks>
public sealed class FormulaValue
{
    private readonly FormulaValue[] _operands;

    internal FormulaValue(FormulaOperand place)
        : this(0, 0f, []) => Place = place;

    private FormulaValue(FormulaOperation operation, float constant, FormulaValue[] operands) =>
        (Operation, Constant, _operands) = (operation, constant, operands);

    internal FormulaOperation Operation { get; }

    /// <summary>The number itself where there are no operands; of noise the seed.</summary>
    internal float Constant { get; }

    /// <summary>A coordinate, or <see cref="FormulaOperand.Constant"/> for a number and for what is computed.</summary>
    internal FormulaOperand Place { get; }

    internal IReadOnlyList<FormulaValue> Operands => _operands;

    internal bool IsConstant => Place == FormulaOperand.Constant && _operands.Length == 0;

    /// <summary>A number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not within <see cref="Formula.Most"/>.</exception>
    public static implicit operator FormulaValue(float value) => FromSingle(value);

    /// <summary>A sum.</summary>
    public static FormulaValue operator +(FormulaValue a, FormulaValue b) => Add(a, b);

    /// <summary>A difference.</summary>
    public static FormulaValue operator -(FormulaValue a, FormulaValue b) => Subtract(a, b);

    /// <summary>A product.</summary>
    public static FormulaValue operator *(FormulaValue a, FormulaValue b) => Multiply(a, b);

    /// <summary>A quotient: <see cref="FormulaOperation.Divide"/>.</summary>
    public static FormulaValue operator /(FormulaValue a, FormulaValue b) => Divide(a, b);

    /// <summary>The value with its sign turned.</summary>
    public static FormulaValue operator -(FormulaValue a) => Negate(a);

    /// <summary>A number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not within <see cref="Formula.Most"/>.</exception>
    public static FormulaValue FromSingle(float value) => MathF.Abs(value) <= Formula.Most
        ? new FormulaValue(0, value, [])
        : throw new ArgumentOutOfRangeException(nameof(value), value, $"A number in a formula is within {Formula.Most} of 0.");

    /// <summary>A sum.</summary>
    public static FormulaValue Add(FormulaValue a, FormulaValue b) =>
        Fold(a, b) is var (x, y) ? FromSingle(x + y) : Of(FormulaOperation.Add, a, b);

    /// <summary>A difference.</summary>
    public static FormulaValue Subtract(FormulaValue a, FormulaValue b) =>
        Fold(a, b) is var (x, y) ? FromSingle(x - y) : Of(FormulaOperation.Subtract, a, b);

    /// <summary>A product.</summary>
    public static FormulaValue Multiply(FormulaValue a, FormulaValue b) =>
        Fold(a, b) is var (x, y) ? FromSingle(x * y) : Of(FormulaOperation.Multiply, a, b);

    /// <summary>A quotient: <see cref="FormulaOperation.Divide"/>.</summary>
    public static FormulaValue Divide(FormulaValue a, FormulaValue b) =>
        Fold(a, b) is var (x, y) ? FromSingle(x / y) : Of(FormulaOperation.Divide, a, b);

    /// <summary>The value with its sign turned.</summary>
    public static FormulaValue Negate(FormulaValue a)
    {
        ArgumentNullException.ThrowIfNull(a);
        return a.IsConstant ? FromSingle(-a.Constant) : Of(FormulaOperation.Multiply, a, -1f);
    }

    internal static FormulaValue Of(FormulaOperation operation, params FormulaValue[] operands)
    {
        foreach (FormulaValue operand in operands)
            ArgumentNullException.ThrowIfNull(operand, nameof(operands));
        return new FormulaValue(operation, 0f, operands);
    }

    internal static FormulaValue NoiseOf(int seed, params FormulaValue[] place)
    {
        FormulaValue noise = Of(FormulaOperation.Noise, place);
        return new FormulaValue(noise.Operation, seed, noise._operands);
    }

    private static (float A, float B)? Fold(FormulaValue a, FormulaValue b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        return a.IsConstant && b.IsConstant ? (a.Constant, b.Constant) : null;
    }
}
