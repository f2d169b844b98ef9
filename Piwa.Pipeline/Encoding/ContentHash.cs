using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text.Json.Serialization;

namespace Piwa.Pipeline.Encoding;

/// <summary>A 32-byte BLAKE3 hash: the name of some bytes.</summary>
/// <remarks>
/// Text is 64 hexadecimal digits, lower case when written, either case when read. The order is that of the bytes, and so of the text.
/// The default value is all zeros and names nothing.
/// </remarks>
[JsonConverter(typeof(ContentHashJsonConverter))]
public readonly struct ContentHash
    : IEquatable<ContentHash>, IComparable<ContentHash>, ISpanFormattable, IUtf8SpanFormattable, ISpanParsable<ContentHash>
{
    /// <summary>Length of a hash, in bytes.</summary>
    public const int ByteCount = Blake3.HashBytes;

    /// <summary>Length of a hash as text, in characters.</summary>
    public const int TextLength = 2 * ByteCount;

    private readonly ulong _part0;
    private readonly ulong _part1;
    private readonly ulong _part2;
    private readonly ulong _part3;

    /// <summary>A hash of given bytes.</summary>
    /// <param name="bytes">The 32 bytes of a hash.</param>
    /// <exception cref="ArgumentException"><paramref name="bytes"/> is not 32 bytes long.</exception>
    public ContentHash(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != ByteCount)
            throw new ArgumentException($"Expected a hash of {ByteCount} bytes, got {bytes.Length}.", nameof(bytes));
        _part0 = MemoryMarshal.Read<ulong>(bytes);
        _part1 = MemoryMarshal.Read<ulong>(bytes[8..]);
        _part2 = MemoryMarshal.Read<ulong>(bytes[16..]);
        _part3 = MemoryMarshal.Read<ulong>(bytes[24..]);
    }

    /// <summary>True for the default value, which is the hash of nothing.</summary>
    public bool IsZero => (_part0 | _part1 | _part2 | _part3) == 0;

    /// <summary>The 32 bytes, in place: valid as long as the variable that holds the hash.</summary>
    [UnscopedRef]
    public ReadOnlySpan<byte> Bytes => MemoryMarshal.AsBytes(new ReadOnlySpan<ContentHash>(in this));

    /// <summary>True if both are the same 32 bytes.</summary>
    /// <param name="left">One hash.</param>
    /// <param name="right">Another.</param>
    public static bool operator ==(ContentHash left, ContentHash right) => left.Equals(right);

    /// <summary>True if the 32 bytes differ.</summary>
    /// <param name="left">One hash.</param>
    /// <param name="right">Another.</param>
    public static bool operator !=(ContentHash left, ContentHash right) => !left.Equals(right);

    /// <summary>True if <paramref name="left"/> comes before <paramref name="right"/> in the order of the bytes.</summary>
    /// <param name="left">One hash.</param>
    /// <param name="right">Another.</param>
    public static bool operator <(ContentHash left, ContentHash right) => left.CompareTo(right) < 0;

    /// <summary>True if <paramref name="left"/> comes after <paramref name="right"/> in the order of the bytes.</summary>
    /// <param name="left">One hash.</param>
    /// <param name="right">Another.</param>
    public static bool operator >(ContentHash left, ContentHash right) => left.CompareTo(right) > 0;

    /// <summary>True if <paramref name="left"/> does not come after <paramref name="right"/> in the order of the bytes.</summary>
    /// <param name="left">One hash.</param>
    /// <param name="right">Another.</param>
    public static bool operator <=(ContentHash left, ContentHash right) => left.CompareTo(right) <= 0;

    /// <summary>True if <paramref name="left"/> does not come before <paramref name="right"/> in the order of the bytes.</summary>
    /// <param name="left">One hash.</param>
    /// <param name="right">Another.</param>
    public static bool operator >=(ContentHash left, ContentHash right) => left.CompareTo(right) >= 0;

    /// <summary>Reads 64 hexadecimal digits of either case.</summary>
    /// <param name="text">The digits and nothing else.</param>
    /// <returns>The hash.</returns>
    /// <exception cref="FormatException"><paramref name="text"/> is not 64 hexadecimal digits.</exception>
    public static ContentHash Parse(ReadOnlySpan<char> text) => TryParse(text, out var hash)
        ? hash
        : throw new FormatException($"Expected a hash of {TextLength} hexadecimal digits, got {text.Length} characters.");

    /// <inheritdoc cref="Parse(ReadOnlySpan{char})"/>
    /// <param name="s">The digits and nothing else.</param>
    /// <param name="provider">Not used.</param>
    public static ContentHash Parse(ReadOnlySpan<char> s, IFormatProvider? provider) => Parse(s);

    /// <inheritdoc cref="Parse(ReadOnlySpan{char})"/>
    /// <param name="s">The digits and nothing else.</param>
    /// <param name="provider">Not used.</param>
    /// <exception cref="ArgumentNullException"><paramref name="s"/> is null.</exception>
    public static ContentHash Parse(string s, IFormatProvider? provider)
    {
        ArgumentNullException.ThrowIfNull(s);
        return Parse(s.AsSpan());
    }

    /// <summary>Reads 64 hexadecimal digits of either case.</summary>
    /// <param name="text">The digits and nothing else.</param>
    /// <param name="hash">The hash, or the default value.</param>
    /// <returns>False if <paramref name="text"/> is not 64 hexadecimal digits.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out ContentHash hash)
    {
        hash = default;
        Span<byte> bytes = stackalloc byte[ByteCount];
        if (text.Length != TextLength || Convert.FromHexString(text, bytes, out _, out _) != OperationStatus.Done)
            return false;
        hash = new ContentHash(bytes);
        return true;
    }

    /// <inheritdoc cref="TryParse(ReadOnlySpan{char}, out ContentHash)"/>
    /// <param name="s">The digits and nothing else.</param>
    /// <param name="provider">Not used.</param>
    /// <param name="result">The hash, or the default value.</param>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out ContentHash result) => TryParse(s, out result);

    /// <inheritdoc cref="TryParse(ReadOnlySpan{char}, out ContentHash)"/>
    /// <param name="s">The digits and nothing else.</param>
    /// <param name="provider">Not used.</param>
    /// <param name="result">The hash, or the default value.</param>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out ContentHash result) =>
        TryParse(s.AsSpan(), out result);

    /// <summary>Writes the 32 bytes.</summary>
    /// <param name="destination">Receives the bytes; at least 32 long.</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public void CopyTo(Span<byte> destination) => Bytes.CopyTo(destination);

    /// <inheritdoc/>
    public bool Equals(ContentHash other) =>
        ((_part0 ^ other._part0) | (_part1 ^ other._part1) | (_part2 ^ other._part2) | (_part3 ^ other._part3)) == 0;

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is ContentHash other && Equals(other);

    /// <summary>The first bytes: a hash needs no further mixing.</summary>
    public override int GetHashCode() => (int)_part0;

    /// <inheritdoc/>
    public int CompareTo(ContentHash other) => Bytes.SequenceCompareTo(other.Bytes);

    /// <summary>64 lower-case hexadecimal digits.</summary>
    public override string ToString() => Convert.ToHexStringLower(Bytes);

    /// <inheritdoc cref="ToString()"/>
    /// <param name="format">Not used.</param>
    /// <param name="formatProvider">Not used.</param>
    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();

    /// <summary>Writes 64 lower-case hexadecimal digits without allocating.</summary>
    /// <param name="destination">Receives the digits.</param>
    /// <param name="charsWritten">64, or 0.</param>
    /// <param name="format">Not used.</param>
    /// <param name="provider">Not used.</param>
    /// <returns>False if <paramref name="destination"/> is shorter than 64.</returns>
    public bool TryFormat(
        Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider) =>
        Convert.TryToHexStringLower(Bytes, destination, out charsWritten);

    /// <summary>Writes 64 lower-case hexadecimal digits in ASCII without allocating.</summary>
    /// <param name="utf8Destination">Receives the digits.</param>
    /// <param name="bytesWritten">64, or 0.</param>
    /// <param name="format">Not used.</param>
    /// <param name="provider">Not used.</param>
    /// <returns>False if <paramref name="utf8Destination"/> is shorter than 64.</returns>
    public bool TryFormat(
        Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format, IFormatProvider? provider) =>
        Convert.TryToHexStringLower(Bytes, utf8Destination, out bytesWritten);
}
