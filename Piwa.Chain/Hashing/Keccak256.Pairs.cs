using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Piwa.Chain.Hashing;

/// <content>Nodes to their parents: messages of exactly 64 bytes, one by one or four at a time.</content>
public static partial class Keccak256
{
    /// <summary>Messages hashed side by side by <see cref="QuadKeccakWord"/>.</summary>
    private const int QuadCount = 4;

    private const int PairWords = 2 * NodeWords;
    private const ulong LastRateWordPadding = (ulong)PaddingLast << 56;

    /// <summary>Hashes two 32-byte nodes to their parent.</summary>
    /// <param name="left">The node on the left.</param>
    /// <param name="right">The node on the right.</param>
    public static Hash256 HashPair(in Hash256 left, in Hash256 right)
    {
        Unsafe.SkipInit(out Hash256 hash);
        HashPair(Hash256.AsSpan(in left), Hash256.AsSpan(in right), MemoryMarshal.AsBytes(new Span<Hash256>(ref hash)));
        return hash;
    }

    /// <summary>Hashes neighbours to their parents: parent i is the hash of the children 2i and 2i + 1.</summary>
    /// <param name="children">An even number of nodes.</param>
    /// <param name="parents">Receives half as many nodes; may not overlap <paramref name="children"/>.</param>
    /// <exception cref="ArgumentException">The number of children is odd, or there is no room for the parents.</exception>
    public static void HashPairs(ReadOnlySpan<Hash256> children, Span<Hash256> parents)
    {
        int parentCount = children.Length / 2;
        if (children.Length % 2 != 0 || parents.Length < parentCount)
            throw new ArgumentException($"{children.Length} children need an even count and half as many parents, got {parents.Length}.");

        int parent = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            for (; parent + QuadCount <= parentCount; parent += QuadCount)
                HashFourPairs(children.Slice(2 * parent, 2 * QuadCount), parents.Slice(parent, QuadCount));
        }

        for (; parent < parentCount; parent++)
            parents[parent] = HashPair(in children[2 * parent], in children[(2 * parent) + 1]);
    }

    /// <summary>Hashes two 32-byte nodes to their parent, which may overwrite either of them.</summary>
    [SkipLocalsInit]
    internal static void HashPair(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, Span<byte> parent)
    {
        Span<ulong> state = stackalloc ulong[StateWords];
        for (int word = 0; word < NodeWords; word++)
        {
            state[word] = BinaryPrimitives.ReadUInt64LittleEndian(left[(word * sizeof(ulong))..]);
            state[NodeWords + word] = BinaryPrimitives.ReadUInt64LittleEndian(right[(word * sizeof(ulong))..]);
        }

        // The message has 64 bytes, so its padding falls on fixed words.
        state[PairWords..].Clear();
        state[PairWords] = PaddingFirst;
        state[RateWords - 1] = LastRateWordPadding;
        Permute(state);
        Squeeze(state, parent);
    }

    // Vectors hold words in the order of memory, so on a big-endian machine they would need a byte swap; .NET runs on none that has
    // accelerated 256-bit vectors.
    [SkipLocalsInit]
    private static void HashFourPairs(ReadOnlySpan<Hash256> children, Span<Hash256> parents)
    {
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<Hash256, ulong>(children);
        Span<Vector256<ulong>> state = stackalloc Vector256<ulong>[StateWords];
        for (int word = 0; word < PairWords; word++)
        {
            state[word] = Vector256.Create(
                words[word], words[PairWords + word], words[(2 * PairWords) + word], words[(3 * PairWords) + word]);
        }

        state[PairWords..].Clear();
        state[PairWords] = Vector256.Create((ulong)PaddingFirst);
        state[RateWords - 1] = Vector256.Create(LastRateWordPadding);
        Permute(ref Unsafe.As<Vector256<ulong>, QuadKeccakWord>(ref MemoryMarshal.GetReference(state)));

        Span<ulong> digests = MemoryMarshal.Cast<Hash256, ulong>(parents);
        for (int word = 0; word < NodeWords; word++)
        {
            Vector256<ulong> column = state[word];
            for (int message = 0; message < QuadCount; message++)
                digests[(message * NodeWords) + word] = column.GetElement(message);
        }
    }
}
