using Piwa.Kernels.Recipes;

namespace Piwa.Pipeline.Labels;

/// <summary>Draws by weight.</summary>
internal static class Ticket
{
    private const double Unit = 1.0 / (1L << 32);

    /// <summary>Index i with a probability in proportion to <c>sums[i] - sums[i - 1]</c>.</summary>
    public static int Find(ReadOnlySpan<double> sums, ref RandomStream random)
    {
        double ticket = random.NextBits() * Unit * sums[^1];
        int low = 0, high = sums.Length - 1;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (sums[middle] > ticket)
                high = middle;
            else
                low = middle + 1;
        }

        return low;
    }
}
