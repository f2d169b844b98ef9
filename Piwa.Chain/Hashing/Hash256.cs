using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Hashing;

/// <summary>A 256-bit hash: a Merkle node, a root, a leaf hash, a data hash or a blockhash. Written as 64 hexadecimal digits.</summary>
/// <remarks>An immutable value of 32 bytes; safe to share between threads.</remarks>
[StructLayout(LayoutKind.Sequential)]
public readonly struct Hash256 : IEquatable<Hash256>
{
    /// <summary>Length of a hash in bytes.</summary>
    public const int Size = 32;

    private readonly ulong _word0;
    private readonly ulong _word1;
    private readonly ulong _word2;
    private readonly ulong _word3;

    /// <summary>Copies a hash out of its 32 bytes.</summary>
    /// <param name="bytes">Exactly <see cref="Size"/> bytes.</param>
    /// <exception cref="ArgumentException"><paramref name="bytes"/> is not 32 bytes long.</exception>
    public Hash256(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size)
            throw new ArgumentException($"A hash is {Size} bytes, not {bytes.Length}.", nameof(bytes));
        this = MemoryMarshal.Read<Hash256>(bytes);
    }

    /// <summary>The hash of 32 zero bytes: an empty leaf.</summary>
    public static Hash256 Zero => default;

    /// <summary>Whether all 32 bytes are zero.</summary>
    public bool IsZero => (_word0 | _word1 | _word2 | _word3) == 0;

    /// <summary>Reads 64 hexadecimal digits.</summary>
    /// <param name="hexadecimal">The digits, in either case.</param>
    /// <exception cref="FormatException"><paramref name="hexadecimal"/> is not 64 hexadecimal digits.</exception>
    public static Hash256 Parse(ReadOnlySpan<char> hexadecimal)
    {
        Span<byte> bytes = stackalloc byte[Size];
        if (hexadecimal.Length != 2 * Size
            || Convert.FromHexString(hexadecimal, bytes, out _, out _) != System.Buffers.OperationStatus.Done)
        {
            throw new FormatException($"A hash is {2 * Size} hexadecimal digits; got {hexadecimal.Length} characters.");
        }

        return new Hash256(bytes);
    }

    /// <summary>Writes the 32 bytes.</summary>
    /// <param name="destination">At least <see cref="Size"/> bytes.</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public void CopyTo(Span<byte> destination) => AsSpan(in this).CopyTo(destination);

    /// <summary>The 32 bytes in a new array.</summary>
    public byte[] ToArray() => AsSpan(in this).ToArray();

    /// <summary>The hash as Solana writes blockhashes and nodes: base58.</summary>
    public string ToBase58() => Base58.Encode(AsSpan(in this));

    /// <summary>64 lower-case hexadecimal digits.</summary>
    public override string ToString() => Convert.ToHexStringLower(AsSpan(in this));

    /// <inheritdoc/>
    public bool Equals(Hash256 other) =>
        _word0 == other._word0 && _word1 == other._word1 && _word2 == other._word2 && _word3 == other._word3;

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is Hash256 other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_word0, _word1, _word2, _word3);

    /// <summary>Whether two hashes are equal.</summary>
    public static bool operator ==(Hash256 left, Hash256 right) => left.Equals(right);

    /// <summary>Whether two hashes differ.</summary>
    public static bool operator !=(Hash256 left, Hash256 right) => !left.Equals(right);

    internal static ReadOnlySpan<byte> AsSpan(in Hash256 hash) => MemoryMarshal.AsBytes(new ReadOnlySpan<Hash256>(in hash));
}
