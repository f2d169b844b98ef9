using Piwa.Chain.Keys;

namespace Piwa.Chain.Transactions;

/// <summary>The order of accounts within a group of a legacy message, as @solana/web3.js compiles it.</summary>
/// <remarks>
/// By the base58 text in the collation of English: digits before letters, letters by the alphabet, and only where all letters agree
/// the lower case first. The runtime accepts any order; this one makes our bytes equal to those of the JavaScript clients.
/// </remarks>
internal static class LegacyKeyOrder
{
    /// <summary>Digits that a rank holds, at <see cref="RankBits"/> each: every text has more.</summary>
    private const int RankDigits = 10;

    /// <summary>Ten digits and 26 letters.</summary>
    private const int RankBits = 6;

    /// <summary>What makes a letter of ASCII lower case.</summary>
    private const uint LowerCase = 0x20;

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
    /// <param name="places">Where they stand among the keys.</param>
    /// <param name="keys">The keys, all of them.</param>
    public static void Sort(Span<byte> places, ReadOnlySpan<PublicKey> keys)
    {
        if (places.Length < 2)
            return;

        Span<ulong> ranks = stackalloc ulong[places.Length];
        for (int i = 0; i < places.Length; i++)
            ranks[i] = RankOf(in keys[places[i]]);
        ranks.Sort(places);

        // The first digits decide nearly always.
        for (int i = 1; i < places.Length; i++)
        {
            for (int j = i; j > 0 && ranks[j - 1] == ranks[j] && Compare(Text(keys, places[j - 1]), Text(keys, places[j])) > 0; j--)
                (places[j - 1], places[j]) = (places[j], places[j - 1]);
        }
    }

    /// <summary>A number that orders addresses as the first digits of their texts do, the case of letters aside.</summary>
    private static ulong RankOf(in PublicKey key)
    {
        Span<char> text = stackalloc char[RankDigits];
        _ = Base58.EncodeKey(PublicKey.AsSpan(in key), text);
        ulong rank = 0;
        foreach (char digit in text)
            rank = (rank << RankBits) | (digit <= '9' ? digit - (uint)'0' : (digit | LowerCase) - 'a' + 10);
        return rank;
    }

    private static string Text(ReadOnlySpan<PublicKey> keys, byte place) => keys[place].ToString();
}
