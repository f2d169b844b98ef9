using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Piwa.Chain.Keys;

/// <summary>A Solana address: 32 bytes, either an Ed25519 public key or a program-derived address. Written in base58.</summary>
/// <remarks>An immutable value; safe to share between threads.</remarks>
[StructLayout(LayoutKind.Sequential)]
public readonly struct PublicKey : IEquatable<PublicKey>
{
    /// <summary>Length of an address in bytes.</summary>
    public const int Size = 32;

    private readonly ulong _word0;
    private readonly ulong _word1;
    private readonly ulong _word2;
    private readonly ulong _word3;

    /// <summary>Copies an address out of its 32 bytes.</summary>
    /// <param name="bytes">Exactly <see cref="Size"/> bytes.</param>
    /// <exception cref="ArgumentException"><paramref name="bytes"/> is not 32 bytes long.</exception>
    public PublicKey(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size)
            throw new ArgumentException($"An address is {Size} bytes, not {bytes.Length}.", nameof(bytes));
        this = MemoryMarshal.Read<PublicKey>(bytes);
    }

    /// <summary>Reads an address in base58.</summary>
    /// <param name="text">32 to 44 base58 digits.</param>
    /// <exception cref="FormatException"><paramref name="text"/> is not the base58 text of 32 bytes.</exception>
    public static PublicKey Parse(ReadOnlySpan<char> text) => TryParse(text, out PublicKey key)
        ? key
        : throw new FormatException($"An address is the base58 text of {Size} bytes; got {text.Length} characters that are not.");

    /// <summary>Reads an address in base58.</summary>
    /// <param name="text">32 to 44 base58 digits.</param>
    /// <param name="key">The address, or the default where the result is false.</param>
    /// <returns>Whether <paramref name="text"/> is the base58 text of 32 bytes.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out PublicKey key)
    {
        Span<byte> bytes = stackalloc byte[Size];
        bool valid = Base58.TryDecode(text, bytes);
        key = valid ? new PublicKey(bytes) : default;
        return valid;
    }

    /// <summary>Writes the 32 bytes.</summary>
    /// <param name="destination">At least <see cref="Size"/> bytes.</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public void CopyTo(Span<byte> destination) => AsSpan(in this).CopyTo(destination);

    /// <summary>The 32 bytes in a new array.</summary>
    public byte[] ToArray() => AsSpan(in this).ToArray();

    /// <summary>The address in base58.</summary>
    public override string ToString() => Base58.Encode(AsSpan(in this));

    /// <inheritdoc/>
    public bool Equals(PublicKey other) =>
        _word0 == other._word0 && _word1 == other._word1 && _word2 == other._word2 && _word3 == other._word3;

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is PublicKey other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_word0, _word1, _word2, _word3);

    /// <summary>Whether two addresses are equal.</summary>
    public static bool operator ==(PublicKey left, PublicKey right) => left.Equals(right);

    /// <summary>Whether two addresses differ.</summary>
    public static bool operator !=(PublicKey left, PublicKey right) => !left.Equals(right);

    /// <summary>Spreads addresses over a table: cheaper than <see cref="GetHashCode"/>, and for addresses that nobody picks to collide. Its
    /// high bits are the good ones.</summary>
    internal ulong Spread => unchecked((_word0 ^ _word3) * 0x9E37_79B9_7F4A_7C15);

    internal static ReadOnlySpan<byte> AsSpan(in PublicKey key) => MemoryMarshal.AsBytes(new ReadOnlySpan<PublicKey>(in key));
}
