namespace Piwa.Bench.EndToEnd;

/// <summary>A figure with a bar that it must clear.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Value">The figure; null where it was not measured.</param>
/// <param name="Unit">Its unit: <c>x</c>, <c>%</c>, <c>s</c>, <c>B</c>.</param>
/// <param name="Bound">The bar.</param>
/// <param name="IsLeast">Whether the figure must be at least the bar; else at most.</param>
/// <param name="Note">How it was measured, or why it was not.</param>
internal sealed record Bar(string Name, double? Value, string Unit, double Bound, bool IsLeast, string Note)
{
    /// <summary>Whether it clears the bar; null where it was not measured.</summary>
    public bool? IsMet => Value is { } value ? (IsLeast ? value >= Bound : value <= Bound) : null;

    /// <summary>A figure that must not be smaller than its bar.</summary>
    public static Bar AtLeast(string name, double? value, double bound, string unit, string note) => new(name, value, unit, bound, true, note);

    /// <summary>A figure that must not be larger than its bar.</summary>
    public static Bar AtMost(string name, double? value, double bound, string unit, string note) => new(name, value, unit, bound, false, note);
}
