namespace Piwa.Kernels.Recipes;

/// <summary>
/// A distance field of one's own: a small program that the kernels of every device run at each place, with the same bits. It shapes a part
/// whose primitive is <see cref="PrimitiveKind.Formula"/>.
/// </summary>
/// <remarks>
/// <para>It is asked for places in the part's own frame, where the part's box goes from -1 to 1 along each axis, and says how far the surface is:
/// negative inside, 0 on the surface. It should not change faster than the place does: where it may, divide it by how fast. What reaches out
/// of the box is cut off.</para>
/// <para>It is written out in recipes, so that who has the recipe can make the asset. Sizes and other numbers that differ by asset are numbers in
/// it.</para>
/// <para>Immutable; any number of threads may use it.</para>
/// </remarks>
public sealed class Formula : IEquatable<Formula>
{
    /// <summary>Most steps.</summary>
    public const int MaxSteps = 128;

    /// <summary>Values that can be kept at a time.</summary>
    public const int RegisterCount = 8;

    /// <summary>Largest value: 2^20. What is farther from 0, or no number, becomes this.</summary>
    public const float Most = 1 << 20;

    /// <summary>Largest angle of a sine or cosine.</summary>
    public const float MostRadians = 8192f;

    /// <summary>Largest exponent of a power, and the opposite of the smallest.</summary>
    public const float MostExponent = 4f;

    /// <summary>Seeds of noise are below this.</summary>
    public const int SeedCount = 1 << 24;

    private readonly FormulaStep[] _steps;

    /// <summary>A formula out of its steps; the last one's result is the distance.</summary>
    /// <exception cref="ArgumentException">They are no formula; the message lists what is wrong.</exception>
    public Formula(params IEnumerable<FormulaStep> steps)
    {
        ArgumentNullException.ThrowIfNull(steps);
        _steps = [.. steps];
        var faults = new List<string>();
        FormulaValidator.Check(_steps, faults);
        if (faults.Count > 0)
            throw new ArgumentException(string.Join(" ", faults), nameof(steps));
    }

    /// <summary>Its steps, in order.</summary>
    public IReadOnlyList<FormulaStep> Steps => _steps;

    /// <summary>Writes a formula.</summary>
    /// <param name="distance">From the place, x, y and z, to the distance.</param>
    /// <exception cref="ArgumentException">
    /// It takes more than <see cref="MaxSteps"/> steps, or more than <see cref="RegisterCount"/> values at a time.
    /// </exception>
    public static Formula Create(Func<FormulaValue, FormulaValue, FormulaValue, FormulaValue> distance)
    {
        ArgumentNullException.ThrowIfNull(distance);
        FormulaValue result = distance(
            new FormulaValue(FormulaOperand.X), new FormulaValue(FormulaOperand.Y), new FormulaValue(FormulaOperand.Z));
        ArgumentNullException.ThrowIfNull(result, nameof(distance));
        return new Formula(FormulaCompiler.Compile(result));
    }

    /// <summary>The smaller of two values.</summary>
    public static FormulaValue Min(FormulaValue a, FormulaValue b) => FormulaValue.Of(FormulaOperation.Minimum, a, b);

    /// <summary>The larger of two values.</summary>
    public static FormulaValue Max(FormulaValue a, FormulaValue b) => FormulaValue.Of(FormulaOperation.Maximum, a, b);

    /// <summary>A value without its sign.</summary>
    public static FormulaValue Abs(FormulaValue a) => FormulaValue.Of(FormulaOperation.Absolute, a);

    /// <summary>A root; of a negative number 0.</summary>
    public static FormulaValue Sqrt(FormulaValue a) => FormulaValue.Of(FormulaOperation.SquareRoot, a);

    /// <summary>Length of a vector.</summary>
    public static FormulaValue Length(FormulaValue x, FormulaValue y) => Sqrt(MultiplyAdd(x, x, y * y));

    /// <summary>Length of a vector.</summary>
    public static FormulaValue Length(FormulaValue x, FormulaValue y, FormulaValue z) => Sqrt(MultiplyAdd(x, x, MultiplyAdd(y, y, z * z)));

    /// <summary>a b + c, rounded once.</summary>
    public static FormulaValue MultiplyAdd(FormulaValue a, FormulaValue b, FormulaValue c) =>
        FormulaValue.Of(FormulaOperation.MultiplyAdd, a, b, c);

    /// <summary>The largest whole number that is not above a value.</summary>
    public static FormulaValue Floor(FormulaValue a) => FormulaValue.Of(FormulaOperation.Floor, a);

    /// <summary>Sine of an angle in radians.</summary>
    public static FormulaValue Sin(FormulaValue a) => FormulaValue.Of(FormulaOperation.Sine, a);

    /// <summary>Cosine of an angle in radians.</summary>
    public static FormulaValue Cos(FormulaValue a) => FormulaValue.Of(FormulaOperation.Cosine, a);

    /// <summary>Angle of the vector (<paramref name="x"/>, <paramref name="y"/>) in radians, from -pi to pi.</summary>
    public static FormulaValue Atan2(FormulaValue y, FormulaValue x) => FormulaValue.Of(FormulaOperation.Angle, y, x);

    /// <summary>A power: <see cref="FormulaOperation.Power"/>.</summary>
    public static FormulaValue Pow(FormulaValue a, FormulaValue exponent) => FormulaValue.Of(FormulaOperation.Power, a, exponent);

    /// <summary>One value where another is negative, a third where it is not.</summary>
    public static FormulaValue Choose(FormulaValue sign, FormulaValue negative, FormulaValue positive) =>
        FormulaValue.Of(FormulaOperation.Choose, sign, negative, positive);

    /// <summary>Gradient noise at a place, one cell per unit, mostly within 0.7 of 0.</summary>
    /// <param name="x">Place, x.</param>
    /// <param name="y">Place, y.</param>
    /// <param name="z">Place, z.</param>
    /// <param name="seed">Which noise; 0 to <see cref="SeedCount"/> - 1.</param>
    public static FormulaValue Noise(FormulaValue x, FormulaValue y, FormulaValue z, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(seed);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(seed, SeedCount);
        return FormulaValue.NoiseOf(seed, x, y, z);
    }

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <exception cref="FormatException">The text is no formula; the message says what is wrong with it.</exception>
    public static Formula Parse(string text) => FormulaText.Parse(text);

    /// <summary>
    /// The steps, one after the other behind commas: operation, target, operands, for instance
    /// <c>multiply r0 x x, multiplyAdd r0 y y r0, squareRoot r0 r0, subtract r0 r0 0.5</c>. Noise has its seed behind.
    /// </summary>
    public override string ToString() => FormulaText.Write(_steps);

    /// <inheritdoc/>
    public bool Equals(Formula? other) => other is not null && _steps.AsSpan().SequenceEqual(other._steps);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Formula);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (FormulaStep step in _steps)
            hash.Add(step);
        return hash.ToHashCode();
    }
}
