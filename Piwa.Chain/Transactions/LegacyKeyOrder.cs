using Piwa.Chain.Keys;

namespace Piwa.Chain.Transactions;

/// <summary>The order of accounts within a group of a legacy message, as @solana/web3.js compiles it.</summary>
/// <remarks>
/// By the base58 text in the collation of English: digits before letters, letters by the alphabet, and only where all letters agree
/// the lower case first. The runtime accepts any order; this one makes our bytes equal to those of the JavaScript clients.
/// </remarks>
internal static class LegacyKeyOrder
{
    public static int Compare(string left, string right)
    {
        int length = Math.Min(left.Length, right.Length);
        for (int i = 0; i < length; i++)
        {
            int difference = char.ToLowerInvariant(left[i]) - char.ToLowerInvariant(right[i]);
            if (difference != 0)
                return difference;
        }

        // In ASCII the upper case comes first, hence the exchanged arguments.
        return left.Length != right.Length ? left.Length - right.Length : string.CompareOrdinal(right, left);
    }

    /// <summary>Orders the accounts of one group.</summary>
    public static void Sort(Span<PublicKey> keys)
    {
        if (keys.Length < 2)
            return;

        string[] texts = new string[keys.Length];
        for (int i = 0; i < keys.Length; i++)
            texts[i] = keys[i].ToString();
        texts.AsSpan().Sort(keys, Compare);
    }
}
