using System.Text.Json.Serialization;

namespace Piwa.Chain.Rpc;

/// <summary>The priority fee with which transactions landed in a slot.</summary>
/// <param name="Slot">The slot.</param>
/// <param name="MicroLamports">The lowest price that sufficed, in micro-lamports a compute unit.</param>
public readonly record struct PrioritizationFee(
    ulong Slot, [property: JsonPropertyName("prioritizationFee")] ulong MicroLamports)
{
    /// <summary>The price that was enough in a share of the slots, in micro-lamports a compute unit.</summary>
    /// <param name="fees">What <see cref="IRpcClient.GetRecentPrioritizationFeesAsync"/> answered, in any order.</param>
    /// <param name="percentile">The share in percent, over 0 and up to 100: 50 is the median.</param>
    /// <returns>The smallest price that at least this share of the slots did not exceed (nearest rank); 0 if there are no
    /// slots.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="percentile"/> is outside its range.</exception>
    public static ulong Percentile(IReadOnlyList<PrioritizationFee> fees, double percentile)
    {
        ArgumentNullException.ThrowIfNull(fees);
        if (percentile is not (> 0 and <= 100))
            throw new ArgumentOutOfRangeException(nameof(percentile), percentile, "A percentile is over 0 and up to 100.");
        if (fees.Count == 0)
            return 0;

        ulong[] prices = [.. fees.Select(fee => fee.MicroLamports)];
        Array.Sort(prices);
        int rank = (int)Math.Ceiling(percentile / 100 * prices.Length);
        return prices[Math.Clamp(rank, 1, prices.Length) - 1];
    }
}
