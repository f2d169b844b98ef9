using System.Runtime.InteropServices;
using Piwa.Chain.Hashing;
using Piwa.Chain.Provenance;

namespace Piwa.Bench.Registry;

/// <summary>Contents by number, as random as hashes are and quicker made.</summary>
internal static class RegistryContent
{
    private const int WordsPerHash = Hash256.Size / sizeof(ulong);

    /// <summary>Of a hundred claims one was brought before.</summary>
    private const int RepeatedShare = 100;

    public static ContentClaim Claim(long number) => new((ContentKind)(number & 3), Hash(number));

    public static Hash256 Hash(long number)
    {
        Span<ulong> words = stackalloc ulong[WordsPerHash];
        for (int i = 0; i < words.Length; i++)
            words[i] = Mix(((ulong)number * WordsPerHash) + (ulong)i);
        return new Hash256(MemoryMarshal.AsBytes(words));
    }

    /// <summary>The content that claim <paramref name="number"/> has: mostly its own, sometimes one of before.</summary>
    public static long ContentOf(long number)
    {
        if (!IsRepeated(number))
            return number;
        long before = (long)(Mix((ulong)number) % (ulong)number);
        return IsRepeated(before) ? before + 1 : before;
    }

    /// <summary>Whether a claim's content stood in a claim before it.</summary>
    public static bool IsRepeated(long number) => number > 0 && number % RepeatedShare == 0;

    /// <summary>SplitMix64's output function (Steele, Lea, Flood 2014).</summary>
    private static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
