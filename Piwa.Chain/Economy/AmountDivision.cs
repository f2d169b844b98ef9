using System.Diagnostics;

namespace Piwa.Chain.Economy;

/// <summary>Divides an amount among weights so that nothing is left over: largest remainder (Hamilton's method).</summary>
/// <remarks>
/// <list type="number">
/// <item>Each gets total · weight / sum of weights, rounded down.</item>
/// <item>What is left is fewer base units than there are weights. One each goes to those whose division left the largest remainders; of
/// equal remainders the one that stands first in the list is served first.</item>
/// </list>
/// So a share is within one base unit of the exact quotient, a larger weight never gets less, and a weight of 0 gets nothing. Whoever wants
/// the same shares in any order of the input sorts it first: Piwa does, by wallet (<see cref="WalletOrder"/>).
/// </remarks>
internal static class AmountDivision
{
    /// <summary>The shares, in the order of the weights.</summary>
    /// <param name="total">What to divide; not negative.</param>
    /// <param name="weights">Not negative, and not all 0.</param>
    /// <exception cref="ArgumentException">The total or a weight is negative, or no weight is above 0.</exception>
    public static Amount[] Divide(Amount total, IReadOnlyList<long> weights)
    {
        if (total.IsNegative)
            throw new ArgumentException($"An amount to divide is not negative; got {total}.", nameof(total));
        UInt128 sum = 0;
        foreach (long weight in weights)
            sum += weight >= 0 ? (UInt128)weight : throw new ArgumentException($"A weight is not negative; got {weight}.", nameof(weights));
        if (sum == 0)
            throw new ArgumentException("Nothing is divided among no weight.", nameof(weights));

        long[] shares = new long[weights.Count];
        UInt128[] remainders = new UInt128[weights.Count];
        long left = total.Units;
        for (int i = 0; i < shares.Length; i++)
        {
            // Below 2^126: both have 63 bits.
            (UInt128 share, remainders[i]) = UInt128.DivRem((UInt128)total.Units * (UInt128)weights[i], sum);
            shares[i] = (long)share;
            left -= shares[i];
        }

        Debug.Assert(left >= 0 && left < Math.Max(1, shares.Length), "Remainders are fewer units than there are weights.");
        foreach (int i in Enumerable.Range(0, shares.Length).OrderByDescending(i => remainders[i]).Take((int)left))
            shares[i]++;
        return [.. shares.Select(share => new Amount(share))];
    }
}
