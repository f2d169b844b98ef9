using Piwa.Chain.Economy;

namespace Piwa.Pipeline.Economy;

/// <summary>RNP-013's emissions as a table: month by month what is emitted, and what is in the pool before.</summary>
public static class EmissionTable
{
    /// <summary>Periods that are shown where nothing else is said.</summary>
    public const int DefaultPeriods = 5;

    /// <summary>The most months of a table: a hundred years of years.</summary>
    public const int MaximumMonths = 1200;

    /// <summary>The parameters of a schedule with another period than the default.</summary>
    /// <param name="periodMonths">Months of a period; RNP-013 says 144, "12 year".</param>
    /// <exception cref="ArgumentException">There can be no such period.</exception>
    public static EconomyParameters ParametersOf(int periodMonths) => EconomyParameters.Default.With("emission.period", periodMonths);

    /// <summary>The months of a schedule.</summary>
    /// <param name="parameters">The rules.</param>
    /// <param name="months">How many, from the first.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are none, or more than <see cref="MaximumMonths"/>.</exception>
    public static IReadOnlyList<EmissionMonth> Of(EconomyParameters parameters, int months)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentOutOfRangeException.ThrowIfLessThan(months, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(months, MaximumMonths);
        return [.. Enumerable.Range(0, months).Select(month => new EmissionMonth(
            month,
            month / parameters["emission.period"],
            EmissionSchedule.Remaining(parameters, month),
            EmissionSchedule.Month(parameters, month)))];
    }
}
