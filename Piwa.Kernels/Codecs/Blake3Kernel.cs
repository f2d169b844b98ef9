using System.Runtime.CompilerServices;

namespace Piwa.Kernels.Codecs;

/// <summary>BLAKE3 by one thread for each chunk, then one for each parent: the tree is the same however many run at once.</summary>
/// <remarks>
/// Source: O'Connor, Aumasson, Neves, Wilcox-O'Hearn, "BLAKE3: one function, fast everywhere", 2020. Without vectors: what the pipeline's
/// own BLAKE3 does in lanes is here the work of neighbouring threads.
/// </remarks>
internal static unsafe class Blake3Kernel
{
    /// <summary>Bytes of a leaf.</summary>
    public const int ChunkBytes = 1024;

    private const int BlockBytes = 64;
    private const int WordBytes = sizeof(uint);
    private const int Rounds = 7;

    // Section 2.2, table 3.
    private const uint ChunkStart = 1 << 0;
    private const uint ChunkEnd = 1 << 1;
    private const uint Parent = 1 << 2;
    private const uint Root = 1 << 3;
    private const uint DeriveKeyMaterial = 1 << 6;

    // The first half of the initialisation vector.
    private const uint Initial0 = 0x6A09E667, Initial1 = 0xBB67AE85, Initial2 = 0x3C6EF372, Initial3 = 0xA54FF53A;

    // Rotations of the quarter round.
    private const int Rotation1 = 16, Rotation2 = 12, Rotation3 = 8, Rotation4 = 7;

    /// <summary>Chunks of a message; an empty one has one.</summary>
    public static int ChunkCount(int length) => length <= ChunkBytes ? 1 : (length + ChunkBytes - 1) / ChunkBytes;

    /// <summary>The chaining value of a chunk, or the hash where it is all there is.</summary>
    /// <param name="message">Begins at a word; what lies behind its end in the last word is not read.</param>
    /// <param name="length">Its length in bytes.</param>
    /// <param name="chunk">Number of the chunk.</param>
    /// <param name="key">Key of the domain.</param>
    /// <param name="value">Takes the result.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void HashChunk(uint* message, int length, int chunk, in Blake3Value key, out Blake3Value value)
    {
        int first = chunk * (ChunkBytes / WordBytes);
        int rest = length - (chunk * ChunkBytes);
        int bytes = rest < ChunkBytes ? rest : ChunkBytes;
        int last = bytes <= BlockBytes ? 0 : (bytes - 1) / BlockBytes;
        uint root = length <= ChunkBytes ? Root : 0;
        value = key;
        for (int block = 0; block <= last; block++)
        {
            uint flags = DeriveKeyMaterial | (block == 0 ? ChunkStart : 0) | (block == last ? ChunkEnd | root : 0);
            int count = bytes - (block * BlockBytes);
            Compress(ref value, message + (first + (block * (BlockBytes / WordBytes))), count < BlockBytes ? count : BlockBytes, (uint)chunk, flags);
        }
    }

    /// <summary>The value above two neighbours.</summary>
    /// <param name="left">Value of the left child, eight words.</param>
    /// <param name="right">Value of the right child.</param>
    /// <param name="isRoot">Whether there are no others.</param>
    /// <param name="key">Key of the domain.</param>
    /// <param name="value">Takes the result.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void HashParent(in Blake3Value left, in Blake3Value right, bool isRoot, in Blake3Value key, out Blake3Value value)
    {
        value = key;
        uint flags = DeriveKeyMaterial | Parent | (isRoot ? Root : 0);
        Mix(
            ref value, BlockBytes, 0, flags,
            left.H0, left.H1, left.H2, left.H3, left.H4, left.H5, left.H6, left.H7,
            right.H0, right.H1, right.H2, right.H3, right.H4, right.H5, right.H6, right.H7);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Compress(ref Blake3Value value, uint* words, int bytes, uint counter, uint flags) => Mix(
        ref value, (uint)bytes, counter, flags,
        Word(words, 0, bytes), Word(words, 1, bytes), Word(words, 2, bytes), Word(words, 3, bytes),
        Word(words, 4, bytes), Word(words, 5, bytes), Word(words, 6, bytes), Word(words, 7, bytes),
        Word(words, 8, bytes), Word(words, 9, bytes), Word(words, 10, bytes), Word(words, 11, bytes),
        Word(words, 12, bytes), Word(words, 13, bytes), Word(words, 14, bytes), Word(words, 15, bytes));

    /// <summary>A word of a block, of which bytes behind the end count as zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Word(uint* words, int index, int bytes)
    {
        int rest = bytes - (index * WordBytes);
        if (rest >= WordBytes)
            return words[index];
        return rest <= 0 ? 0 : words[index] & ((1u << (8 * rest)) - 1);
    }

    /// <summary>The compression, of which the first half of the output is kept.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Mix(
        ref Blake3Value value,
        uint bytes,
        uint counter,
        uint flags,
        uint m0, uint m1, uint m2, uint m3, uint m4, uint m5, uint m6, uint m7,
        uint m8, uint m9, uint m10, uint m11, uint m12, uint m13, uint m14, uint m15)
    {
        uint v0 = value.H0, v1 = value.H1, v2 = value.H2, v3 = value.H3;
        uint v4 = value.H4, v5 = value.H5, v6 = value.H6, v7 = value.H7;
        uint v8 = Initial0, v9 = Initial1, v10 = Initial2, v11 = Initial3;
        uint v12 = counter, v13 = 0, v14 = bytes, v15 = flags;
        for (int round = 0; round < Rounds; round++)
        {
            Quarter(ref v0, ref v4, ref v8, ref v12, m0, m1);
            Quarter(ref v1, ref v5, ref v9, ref v13, m2, m3);
            Quarter(ref v2, ref v6, ref v10, ref v14, m4, m5);
            Quarter(ref v3, ref v7, ref v11, ref v15, m6, m7);
            Quarter(ref v0, ref v5, ref v10, ref v15, m8, m9);
            Quarter(ref v1, ref v6, ref v11, ref v12, m10, m11);
            Quarter(ref v2, ref v7, ref v8, ref v13, m12, m13);
            Quarter(ref v3, ref v4, ref v9, ref v14, m14, m15);

            // Table 2: the words' order in the next round.
            uint n0 = m2, n1 = m6, n2 = m3, n3 = m10, n4 = m7, n5 = m0, n6 = m4, n7 = m13;
            uint n8 = m1, n9 = m11, n10 = m12, n11 = m5, n12 = m9, n13 = m14, n14 = m15, n15 = m8;
            m0 = n0; m1 = n1; m2 = n2; m3 = n3; m4 = n4; m5 = n5; m6 = n6; m7 = n7;
            m8 = n8; m9 = n9; m10 = n10; m11 = n11; m12 = n12; m13 = n13; m14 = n14; m15 = n15;
        }

        value.H0 = v0 ^ v8;
        value.H1 = v1 ^ v9;
        value.H2 = v2 ^ v10;
        value.H3 = v3 ^ v11;
        value.H4 = v4 ^ v12;
        value.H5 = v5 ^ v13;
        value.H6 = v6 ^ v14;
        value.H7 = v7 ^ v15;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Quarter(ref uint a, ref uint b, ref uint c, ref uint d, uint x, uint y)
    {
        a = a + b + x;
        d = Rotate(d ^ a, Rotation1);
        c += d;
        b = Rotate(b ^ c, Rotation2);
        a = a + b + y;
        d = Rotate(d ^ a, Rotation3);
        c += d;
        b = Rotate(b ^ c, Rotation4);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Rotate(uint value, int right) => (value >> right) | (value << (32 - right));
}
