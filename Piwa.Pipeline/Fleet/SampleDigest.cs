using System.Security.Cryptography;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Fleet;

/// <summary>What a sample of a unit comes down to, for who has made it and for who makes it again.</summary>
internal static class SampleDigest
{
    /// <summary>Bytes of a digest.</summary>
    public const int Bytes = ContentHash.ByteCount;

    private static readonly ContentHash Dead = Blake3.Hash("piwa sample: it cannot be made"u8);

    /// <summary>Of an asset: its hash, and that of its labels where the campaign has any. Of one that cannot be made: always the same.</summary>
    public static ContentHash Of(ShardAsset? asset)
    {
        if (asset is not { } made)
            return Dead;
        if (made.Labels is not { } labels)
            return made.Hash;
        ContentHash hash = made.Hash;
        Span<byte> both = stackalloc byte[2 * Bytes];
        hash.Bytes.CopyTo(both);
        labels.Bytes.CopyTo(both[Bytes..]);
        return Blake3.Hash(both);
    }

    /// <summary>Of samples: their digests, one after the other.</summary>
    /// <param name="samples">Indices of the assets.</param>
    /// <param name="find">What an asset hashes to; null if it cannot be made.</param>
    public static byte[] Of(IReadOnlyList<long> samples, Func<ulong, ShardAsset?> find)
    {
        var digests = new byte[samples.Count * Bytes];
        for (int i = 0; i < samples.Count; i++)
        {
            ContentHash digest = Of(find((ulong)samples[i]));
            digest.Bytes.CopyTo(digests.AsSpan(i * Bytes));
        }

        return digests;
    }

    /// <summary>Assets of a unit that nobody could have foretold, in order.</summary>
    public static long[] Choose(WorkUnit unit, int count)
    {
        var all = new long[unit.Assets];
        for (int i = 0; i < all.Length; i++)
            all[i] = (long)unit.FirstAsset + i;
        int samples = Math.Min(count, all.Length);
        for (int i = 0; i < samples; i++)
        {
            int other = RandomNumberGenerator.GetInt32(i, all.Length);
            (all[i], all[other]) = (all[other], all[i]);
        }

        long[] chosen = all[..samples];
        Array.Sort(chosen);
        return chosen;
    }
}
