namespace Piwa.Pipeline.Labelling;

/// <summary>Krippendorff's alpha: how far those who judge the same things agree, beyond chance.</summary>
/// <remarks>
/// <para>
/// 1 is perfect agreement, 0 what chance gives, less is disagreement with a system. Values may be missing; a thing that one alone has judged says
/// nothing. Source: K. Krippendorff, Computing Krippendorff's Alpha-Reliability, 2011: coincidences o(c,k), alpha = 1 - (n - 1) sum o(c,k) d(c,k) /
/// sum n(c) n(k) d(c,k), over all c and k.
/// </para>
/// <para>Safe to use from several threads.</para>
/// </remarks>
public static class KrippendorffAlpha
{
    /// <summary>Measures agreement.</summary>
    /// <param name="units">For each thing the values that it was given, in any order.</param>
    /// <param name="scale">How far apart values are.</param>
    /// <returns>Alpha; null where nothing was judged by two, or all values are the same.</returns>
    public static double? Compute(IEnumerable<IReadOnlyList<int>> units, AgreementScale scale)
    {
        ArgumentNullException.ThrowIfNull(units);
        IReadOnlyList<int>[] paired = [.. units.Where(unit => unit.Count > 1)];
        int[] values = [.. paired.SelectMany(unit => unit).Distinct().Order()];
        if (values.Length < 2)
            return null;

        double[,] coincidences = CountCoincidences(paired, values);
        double[] sums = new double[values.Length];
        for (int c = 0; c < values.Length; c++)
        {
            for (int k = 0; k < values.Length; k++)
                sums[c] += coincidences[c, k];
        }

        double observed = 0, expected = 0;
        for (int c = 0; c < values.Length; c++)
        {
            for (int k = 0; k < values.Length; k++)
            {
                double distance = Distance(sums, c, k, scale);
                observed += coincidences[c, k] * distance;
                expected += sums[c] * sums[k] * distance;
            }
        }

        return 1 - ((sums.Sum() - 1) * observed / expected);
    }

    /// <summary>Each pair of values of a thing counts, in both orders, divided by how many others each value has there.</summary>
    private static double[,] CountCoincidences(IReadOnlyList<int>[] units, int[] values)
    {
        double[,] coincidences = new double[values.Length, values.Length];
        foreach (IReadOnlyList<int> unit in units)
        {
            int[] places = [.. unit.Select(value => Array.BinarySearch(values, value))];
            for (int i = 0; i < places.Length; i++)
            {
                for (int j = 0; j < places.Length; j++)
                {
                    if (i != j)
                        coincidences[places[i], places[j]] += 1.0 / (places.Length - 1);
                }
            }
        }

        return coincidences;
    }

    private static double Distance(double[] sums, int c, int k, AgreementScale scale)
    {
        if (c == k)
            return 0;
        if (scale == AgreementScale.Nominal)
            return 1;
        double between = 0;
        for (int g = Math.Min(c, k); g <= Math.Max(c, k); g++)
            between += sums[g];
        between -= (sums[c] + sums[k]) / 2;
        return between * between;
    }
}
