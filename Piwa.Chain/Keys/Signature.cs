using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Piwa.Chain.Keys;

/// <summary>An Ed25519 signature: 64 bytes. A transaction's first signature is its id. Written in base58.</summary>
/// <remarks>An immutable value; safe to share between threads.</remarks>
public readonly struct Signature : IEquatable<Signature>
{
    /// <summary>Length of a signature in bytes.</summary>
    public const int Size = 64;

    private readonly Words _words;

    /// <summary>Copies a signature out of its 64 bytes.</summary>
    /// <param name="bytes">Exactly <see cref="Size"/> bytes.</param>
    /// <exception cref="ArgumentException"><paramref name="bytes"/> is not 64 bytes long.</exception>
    public Signature(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size)
            throw new ArgumentException($"A signature is {Size} bytes, not {bytes.Length}.", nameof(bytes));

        Words words = default;
        bytes.CopyTo(MemoryMarshal.AsBytes((Span<ulong>)words));
        _words = words;
    }

    /// <summary>The first 16 bytes: enough to look a signature up, for an honest one is as good as random.</summary>
    internal UInt128 Prefix => MemoryMarshal.Read<UInt128>(AsSpan(in this));

    /// <summary>Reads a signature in base58.</summary>
    /// <param name="text">64 to 88 base58 digits.</param>
    /// <exception cref="FormatException"><paramref name="text"/> is not the base58 text of 64 bytes.</exception>
    public static Signature Parse(ReadOnlySpan<char> text) => TryParse(text, out Signature signature)
        ? signature
        : throw new FormatException($"A signature is the base58 text of {Size} bytes; got {text.Length} characters that are not.");

    /// <summary>Reads a signature in base58.</summary>
    /// <param name="text">64 to 88 base58 digits.</param>
    /// <param name="signature">The signature, or the default where the result is false.</param>
    /// <returns>Whether <paramref name="text"/> is the base58 text of 64 bytes.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out Signature signature)
    {
        Span<byte> bytes = stackalloc byte[Size];
        bool valid = Base58.TryDecode(text, bytes);
        signature = valid ? new Signature(bytes) : default;
        return valid;
    }

    /// <summary>Writes the 64 bytes.</summary>
    /// <param name="destination">At least <see cref="Size"/> bytes.</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public void CopyTo(Span<byte> destination) => AsSpan(in this).CopyTo(destination);

    /// <summary>The 64 bytes in a new array.</summary>
    public byte[] ToArray() => AsSpan(in this).ToArray();

    /// <summary>The signature in base58.</summary>
    public override string ToString() => Base58.Encode(AsSpan(in this));

    /// <inheritdoc/>
    public bool Equals(Signature other) => AsSpan(in this).SequenceEqual(AsSpan(in other));

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is Signature other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Prefix.GetHashCode();

    /// <summary>Whether two signatures are equal.</summary>
    public static bool operator ==(Signature left, Signature right) => left.Equals(right);

    /// <summary>Whether two signatures differ.</summary>
    public static bool operator !=(Signature left, Signature right) => !left.Equals(right);

    internal static ReadOnlySpan<byte> AsSpan(in Signature signature)
    {
        ReadOnlySpan<ulong> words = signature._words;
        return MemoryMarshal.AsBytes(words);
    }

    [InlineArray(Size / sizeof(ulong))]
    private struct Words
    {
        private ulong _word;
    }
}
