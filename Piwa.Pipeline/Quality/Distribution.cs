namespace Piwa.Pipeline.Quality;

/// <summary>How a number is distributed over the assets of a data set, or over their views.</summary>
/// <param name="Name">What the number is.</param>
/// <param name="Unit">Its unit; empty for counts and shares.</param>
/// <param name="Count">Values.</param>
/// <param name="Mean">Mean.</param>
/// <param name="Deviation">Standard deviation, of the values themselves, not estimated for a larger set.</param>
/// <param name="Minimum">Smallest value.</param>
/// <param name="Percentile1">1st percentile: of n values in order, the one at n / 100, counted from 0, rounded down.</param>
/// <param name="Percentile5">5th percentile.</param>
/// <param name="Median">50th percentile.</param>
/// <param name="Percentile95">95th percentile.</param>
/// <param name="Percentile99">99th percentile.</param>
/// <param name="Maximum">Largest value.</param>
/// <param name="Histogram">Bins over all values.</param>
public sealed record Distribution(
    string Name,
    string Unit,
    long Count,
    double Mean,
    double Deviation,
    double Minimum,
    double Percentile1,
    double Percentile5,
    double Median,
    double Percentile95,
    double Percentile99,
    double Maximum,
    Histogram Histogram)
{
    /// <summary>The distribution of values, which are put in order.</summary>
    internal static Distribution Of(string name, string unit, Span<float> values, bool isWhole)
    {
        values.Sort();
        double sum = 0, squares = 0;
        foreach (float value in values)
            sum += value;
        double mean = sum / values.Length;
        foreach (float value in values)
            squares += (value - mean) * (value - mean);
        return new Distribution(
            name,
            unit,
            values.Length,
            mean,
            Math.Sqrt(squares / values.Length),
            values[0],
            At(values, 0.01),
            At(values, 0.05),
            At(values, 0.5),
            At(values, 0.95),
            At(values, 0.99),
            values[^1],
            Histogram.OfSorted(values, isWhole));
    }

    private static float At(ReadOnlySpan<float> sorted, double share) => sorted[(int)(share * sorted.Length)];
}
