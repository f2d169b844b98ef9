namespace Piwa.Pipeline.Quality;

/// <summary>How often values fall into bins of one width.</summary>
/// <param name="Lower">Lower bound of the first bin.</param>
/// <param name="BinWidth">Width of a bin; a bin holds its lower bound, the last one its upper bound as well.</param>
/// <param name="Counts">Values by bin.</param>
public sealed record Histogram(double Lower, double BinWidth, IReadOnlyList<long> Counts)
{
    private const int FewestBins = 15;
    private const int MostSingles = 64;

    /// <summary>Values that are closer than floats can tell have one bin.</summary>
    private const double SmallestSpan = 1e-6;

    /// <summary>Upper bound of the last bin.</summary>
    public double Upper => Lower + (BinWidth * Counts.Count);

    /// <summary>Bins over ascending values; bounds are round numbers.</summary>
    internal static Histogram OfSorted(ReadOnlySpan<float> sorted, bool isWhole)
    {
        (double lower, double width, int bins) = Plan(sorted[0], sorted[^1], isWhole);
        var counts = new long[bins];
        foreach (float value in sorted)
            counts[Math.Clamp((int)((value - lower) / width), 0, bins - 1)]++;
        return new Histogram(lower, width, counts);
    }

    /// <summary>
    /// Bins of a width of 1, 2 or 5 times a power of ten, 15 to 40 of them. Whole values have bins of their own up to
    /// <see cref="MostSingles"/>; their bounds are half-way between whole numbers.
    /// </summary>
    private static (double Lower, double Width, int Bins) Plan(double least, double greatest, bool isWhole)
    {
        double span = Math.Max(greatest - least, Math.Max(Math.Abs(greatest), 1) * SmallestSpan);
        double width = isWhole && span < MostSingles ? 1 : Round(span / FewestBins);
        double lower = (Math.Floor(least / width) * width) - (isWhole ? 0.5 : 0);
        return (lower, width, Math.Max((int)Math.Ceiling((greatest - lower) / width), 1));
    }

    /// <summary>The greatest of 1, 2 and 5 times a power of ten that is not above <paramref name="width"/>.</summary>
    internal static double Round(double width)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(width)));
        return power * ((width / power) switch { >= 5 => 5, >= 2 => 2, _ => 1 });
    }
}
