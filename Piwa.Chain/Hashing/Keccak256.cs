using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Piwa.Chain.Hashing;

/// <summary>Keccak-256 as Ethereum and Solana use it: the original Keccak padding, not that of SHA-3.</summary>
/// <remarks>
/// Source: G. Bertoni, J. Daemen, M. Peeters, G. Van Assche, "The Keccak reference", version 3.0 (2011), with rate 1088 and capacity 512.
/// Allocates nothing; every member is safe to call from any thread.
/// </remarks>
public static partial class Keccak256
{
    /// <summary>Length of a digest in bytes.</summary>
    public const int HashSize = 32;

    /// <summary>Bytes taken in per permutation: (1600 - 2 * 256) / 8.</summary>
    internal const int RateBytes = 136;

    /// <summary>64-bit words of the state: a 5 x 5 array.</summary>
    private const int StateWords = 25;

    private const int NodeWords = HashSize / sizeof(ulong);
    private const int RateWords = RateBytes / sizeof(ulong);

    /// <summary>First byte of the padding (SHA-3 has 0x06 here); it may be the last byte as well.</summary>
    private const byte PaddingFirst = 0x01;

    /// <summary>Last byte of the padding.</summary>
    private const byte PaddingLast = 0x80;

    /// <summary>Hashes a message.</summary>
    /// <param name="message">Any number of bytes.</param>
    public static Hash256 Hash(ReadOnlySpan<byte> message)
    {
        Unsafe.SkipInit(out Hash256 hash);
        Hash(message, MemoryMarshal.AsBytes(new Span<Hash256>(ref hash)));
        return hash;
    }

    /// <summary>Hashes a message into a buffer.</summary>
    /// <param name="message">Any number of bytes; may overlap <paramref name="destination"/>.</param>
    /// <param name="destination">Receives <see cref="HashSize"/> bytes.</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is shorter than <see cref="HashSize"/>.</exception>
    [SkipLocalsInit]
    public static void Hash(ReadOnlySpan<byte> message, Span<byte> destination)
    {
        if (destination.Length < HashSize)
            throw new ArgumentException($"A digest needs {HashSize} bytes, got {destination.Length}.", nameof(destination));

        Span<ulong> state = stackalloc ulong[StateWords];
        state.Clear();
        while (message.Length >= RateBytes)
        {
            Absorb(state, message[..RateBytes]);
            Permute(state);
            message = message[RateBytes..];
        }

        Span<byte> last = stackalloc byte[RateBytes];
        last.Clear();
        message.CopyTo(last);
        last[message.Length] = PaddingFirst;
        last[RateBytes - 1] |= PaddingLast;
        Absorb(state, last);
        Permute(state);
        Squeeze(state, destination);
    }

    private static void Permute(Span<ulong> state) =>
        Permute(ref Unsafe.As<ulong, ScalarKeccakWord>(ref MemoryMarshal.GetReference(state)));

    private static void Absorb(Span<ulong> state, ReadOnlySpan<byte> block)
    {
        for (int word = 0; word < RateWords; word++)
            state[word] ^= BinaryPrimitives.ReadUInt64LittleEndian(block[(word * sizeof(ulong))..]);
    }

    private static void Squeeze(ReadOnlySpan<ulong> state, Span<byte> destination)
    {
        for (int word = 0; word < NodeWords; word++)
            BinaryPrimitives.WriteUInt64LittleEndian(destination[(word * sizeof(ulong))..], state[word]);
    }
}
