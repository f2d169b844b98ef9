namespace Piwa.Pipeline.Quality;

/// <summary>Counts values from 0 to 1 in steps of 1 / 65,536, so that any number of views takes the same memory.</summary>
internal sealed class ShareTally
{
    private const int Steps = 1 << 16;
    private const int DisplayBins = 50;

    private readonly long[] _counts = new long[Steps + 1];

    public long Count { get; private set; }

    public void Add(float share)
    {
        _counts[(int)((Math.Clamp(share, 0f, 1f) * Steps) + 0.5f)]++;
        Count++;
    }

    /// <summary>Values below <paramref name="share"/>, as it lies in the steps.</summary>
    public long Below(double share)
    {
        long below = 0;
        for (int step = 0; step < share * Steps; step++)
            below += _counts[step];
        return below;
    }

    /// <summary>The distribution; of no values, all of it is 0.</summary>
    public Distribution ToDistribution(string name)
    {
        if (Count == 0)
            return new Distribution(name, "", 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, new Histogram(0, 1.0 / DisplayBins, new long[DisplayBins]));

        double sum = 0, squares = 0;
        int least = Steps, greatest = 0;
        var bins = new long[DisplayBins];
        for (int step = 0; step <= Steps; step++)
        {
            if (_counts[step] == 0)
                continue;
            sum += Share(step) * _counts[step];
            (least, greatest) = (Math.Min(least, step), step);
            bins[Math.Min(step * DisplayBins / Steps, DisplayBins - 1)] += _counts[step];
        }

        double mean = sum / Count;
        for (int step = 0; step <= Steps; step++)
            squares += (Share(step) - mean) * (Share(step) - mean) * _counts[step];
        return new Distribution(
            name,
            "",
            Count,
            mean,
            Math.Sqrt(squares / Count),
            Share(least),
            At(0.01),
            At(0.05),
            At(0.5),
            At(0.95),
            At(0.99),
            Share(greatest),
            new Histogram(0, 1.0 / DisplayBins, bins));
    }

    private static double Share(int step) => (double)step / Steps;

    private double At(double share)
    {
        long rank = (long)(share * Count);
        int step = 0;
        for (long below = _counts[0]; below <= rank; below += _counts[step])
            step++;
        return Share(step);
    }
}
