using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Piwa.Pipeline.Encoding;

/// <summary>
/// BLAKE3, hashed in one call: plain, keyed, or key derivation (see <see cref="Blake3Domain"/>), with output of any length.
/// For input that arrives in pieces use <see cref="Blake3Hasher"/>.
/// </summary>
/// <remarks>
/// <para>Thread-safe; allocates nothing.</para>
/// <para>The widest vectors of the processor are used (AVX-512, AVX2, 128-bit) and all of them give the same bytes.</para>
/// <para>Source: O'Connor, Aumasson, Neves, Wilcox-O'Hearn, "BLAKE3: one function, fast everywhere", 2020.</para>
/// </remarks>
[SkipLocalsInit]
public static unsafe partial class Blake3
{
    /// <summary>Length of a hash, in bytes.</summary>
    public const int HashBytes = 32;

    /// <summary>Length of a key, in bytes.</summary>
    public const int KeyBytes = 32;

    /// <summary>Bytes in one compression.</summary>
    internal const int BlockBytes = 64;

    /// <summary>Bytes in one leaf of the hash tree.</summary>
    internal const int ChunkBytes = 1024;

    /// <summary>Lanes of the widest kernel.</summary>
    internal const int MaxLanes = 16;

    internal const int BlocksPerChunk = ChunkBytes / BlockBytes;

    // Section 2.2 of the paper, table 3: the domain flags.
    internal const uint FlagChunkStart = 1 << 0;
    internal const uint FlagChunkEnd = 1 << 1;
    internal const uint FlagParent = 1 << 2;
    internal const uint FlagRoot = 1 << 3;
    internal const uint FlagKeyedHash = 1 << 4;
    internal const uint FlagDeriveKeyContext = 1 << 5;
    internal const uint FlagDeriveKeyMaterial = 1 << 6;

    // The initialisation vector, that of SHA-256.
    internal const uint IV0 = 0x6A09E667, IV1 = 0xBB67AE85, IV2 = 0x3C6EF372, IV3 = 0xA54FF53A;
    internal const uint IV4 = 0x510E527F, IV5 = 0x9B05688C, IV6 = 0x1F83D9AB, IV7 = 0x5BE0CD19;

    // The message words that each round uses, in order, one hexadecimal digit each: section 2.2, table 2 (the permutation) applied
    // 0 to 6 times. As constants they become fixed addresses in the unrolled kernels.
    private const ulong Schedule0 = 0x01234567_89ABCDEF;
    private const ulong Schedule1 = 0x263A704D_1BC59EF8;
    private const ulong Schedule2 = 0x34ACD27E_6590BF81;
    private const ulong Schedule3 = 0xA7C9E3DF_40B25816;
    private const ulong Schedule4 = 0xCD9BFAE8_72530164;
    private const ulong Schedule5 = 0x9EB58CF1_D30A2647;
    private const ulong Schedule6 = 0xBF501986_EA2C347D;

    private const int KeyWords = KeyBytes / sizeof(uint);
    private const int BlockWords = BlockBytes / sizeof(uint);

    /// <summary>The widest instruction set of this processor that pays.</summary>
    /// <remarks>
    /// <see cref="Vector512.IsHardwareAccelerated"/> is false on processors that lower their clock for 512-bit vectors, where eight
    /// lanes are the better choice.
    /// </remarks>
    internal static Blake3InstructionSet Best { get; } =
        Avx512F.IsSupported && Vector512.IsHardwareAccelerated ? Blake3InstructionSet.Avx512
        : Avx2.IsSupported ? Blake3InstructionSet.Avx2
        : Vector128.IsHardwareAccelerated ? Blake3InstructionSet.Vector128
        : Blake3InstructionSet.Portable;

    /// <summary>Hashes <paramref name="input"/> to 32 bytes.</summary>
    /// <param name="input">The bytes to hash.</param>
    /// <returns>The plain BLAKE3 hash.</returns>
    public static ContentHash Hash(ReadOnlySpan<byte> input) => Hash(Blake3Domain.Plain, input);

    /// <summary>Hashes <paramref name="input"/> to 32 bytes in the given domain.</summary>
    /// <param name="domain">Plain, keyed or derived.</param>
    /// <param name="input">The bytes to hash.</param>
    /// <returns>The hash, or the first 32 bytes of derived key material.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="domain"/> is null.</exception>
    public static ContentHash Hash(Blake3Domain domain, ReadOnlySpan<byte> input)
    {
        Unsafe.SkipInit(out ContentHash hash);
        Hash(domain, input, MemoryMarshal.AsBytes(new Span<ContentHash>(ref hash)));
        return hash;
    }

    /// <summary>Hashes <paramref name="input"/> and fills <paramref name="output"/>, whatever its length.</summary>
    /// <param name="input">The bytes to hash.</param>
    /// <param name="output">Receives the plain BLAKE3 output; a shorter output is a prefix of a longer one.</param>
    public static void Hash(ReadOnlySpan<byte> input, Span<byte> output) => Hash(Blake3Domain.Plain, input, output);

    /// <summary>Hashes <paramref name="input"/> in the given domain and fills <paramref name="output"/>, whatever its length.</summary>
    /// <param name="domain">Plain, keyed or derived.</param>
    /// <param name="input">The bytes to hash. May overlap <paramref name="output"/>.</param>
    /// <param name="output">Receives the output; a shorter output is a prefix of a longer one.</param>
    /// <exception cref="ArgumentNullException"><paramref name="domain"/> is null.</exception>
    public static void Hash(Blake3Domain domain, ReadOnlySpan<byte> input, Span<byte> output)
    {
        ArgumentNullException.ThrowIfNull(domain);
        Hash(Best, domain, input, output);
    }

    /// <summary>
    /// Hashes many inputs of one length, each on its own: the same hashes as
    /// <see cref="Hash(Blake3Domain, ReadOnlySpan{byte})"/> gives one by one, but side by side in the lanes of the processor. Pays for
    /// inputs of up to 1024 bytes; longer ones fill the lanes by themselves.
    /// </summary>
    /// <param name="domain">Plain, keyed or derived.</param>
    /// <param name="inputs">The inputs, one after the other: <c>hashes.Length * inputBytes</c> bytes.</param>
    /// <param name="inputBytes">Length of each input, in bytes.</param>
    /// <param name="hashes">Receives one hash per input, in order. Must not overlap <paramref name="inputs"/>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="domain"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="inputBytes"/> is negative.</exception>
    /// <exception cref="ArgumentException">The inputs are not as long as the hashes times the input length.</exception>
    public static void HashMany(Blake3Domain domain, ReadOnlySpan<byte> inputs, int inputBytes, Span<ContentHash> hashes)
    {
        ArgumentNullException.ThrowIfNull(domain);
        ArgumentOutOfRangeException.ThrowIfNegative(inputBytes);
        if (inputs.Length != (long)inputBytes * hashes.Length)
            throw new ArgumentException(
                $"Expected {hashes.Length} inputs of {inputBytes} bytes = {(long)inputBytes * hashes.Length} bytes, got {inputs.Length}.",
                nameof(inputs));

        HashMany(Best, domain, inputs, inputBytes, hashes);
    }

    /// <summary>How many inputs the kernel of an instruction set hashes at once.</summary>
    internal static int Lanes(Blake3InstructionSet set) => set switch
    {
        Blake3InstructionSet.Avx512 => Avx512Lanes,
        Blake3InstructionSet.Avx2 => Avx2Lanes,
        _ => Vector128Lanes,
    };

    /// <summary>True where this processor can run <paramref name="set"/>.</summary>
    internal static bool IsSupported(Blake3InstructionSet set) => set switch
    {
        Blake3InstructionSet.Avx512 => Avx512F.IsSupported,
        Blake3InstructionSet.Avx2 => Avx2.IsSupported,
        Blake3InstructionSet.Vector128 => Vector128.IsHardwareAccelerated,
        _ => true,
    };

    /// <summary>
    /// Runs the first <paramref name="count"/> lanes of <paramref name="group"/>, at most <see cref="Lanes"/>. The narrowest kernel
    /// that takes them all in one call is chosen: a half-empty wide kernel beats two calls of a narrow one.
    /// </summary>
    private static void CompressLanes(Blake3InstructionSet set, in Blake3LaneGroup group, int count)
    {
        if (set == Blake3InstructionSet.Portable || count == 1)
            for (var lane = 0; lane < count; lane++)
                CompressOneLane(set, group, lane);
        else if (set == Blake3InstructionSet.Vector128)
            CompressLanesVector128(group);
        else if (set == Blake3InstructionSet.Avx2 || count <= Avx2Lanes)
            CompressLanesAvx2(group);
        else
            CompressLanesAvx512(group);
    }

    private static void CompressOneLane(Blake3InstructionSet set, in Blake3LaneGroup group, int lane)
    {
        // Not straight into the group's results: for parents they may lie over the inputs.
        var chainingValue = stackalloc uint[KeyWords];
        new ReadOnlySpan<uint>(group.Key, KeyWords).CopyTo(new Span<uint>(chainingValue, KeyWords));
        CompressBlocks(
            set, chainingValue, group.Inputs[lane], group.BlockCount, group.LastBlockBytes,
            group.Counter + (ulong)lane * group.CounterStep, group.Flags, group.FirstFlags, group.LastFlags);
        new ReadOnlySpan<byte>(chainingValue, HashBytes).CopyTo(new Span<byte>(group.ChainingValues + lane * HashBytes, HashBytes));
    }

    /// <summary>Compresses consecutive blocks of one input into <paramref name="chainingValue"/>.</summary>
    private static void CompressBlocks(
        Blake3InstructionSet set,
        uint* chainingValue,
        byte* blocks,
        int blockCount,
        uint lastBlockBytes,
        ulong counter,
        uint flags,
        uint firstFlags,
        uint lastFlags)
    {
        if (set == Blake3InstructionSet.Portable)
            CompressBlocksPortable(chainingValue, blocks, blockCount, lastBlockBytes, counter, flags, firstFlags, lastFlags);
        else
            CompressBlocksVector128(chainingValue, blocks, blockCount, lastBlockBytes, counter, flags, firstFlags, lastFlags);
    }

    /// <summary>One compression; <paramref name="output"/> receives 16 words, the first eight of which are the chaining value.</summary>
    private static void CompressBlock(
        Blake3InstructionSet set, uint* chainingValue, uint* block, uint blockBytes, ulong counter, uint flags, uint* output)
    {
        if (set == Blake3InstructionSet.Portable)
            CompressBlockPortable(chainingValue, block, blockBytes, counter, flags, output);
        else
            CompressBlockVector128(chainingValue, block, blockBytes, counter, flags, output);
    }

    /// <summary>Digit <paramref name="position"/> (0..7, from the left) of half a schedule.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Word(uint schedule, int position) => (int)(schedule >> (28 - 4 * position)) & 15;
}
