using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Piwa.Pipeline.Encoding;

/// <summary>
/// What a hash is for: plain hashing, hashing under a key, or deriving keys in a named context. Hashes of different domains are
/// unrelated, even of the same bytes.
/// </summary>
/// <remarks>Immutable and thread-safe. Make one per purpose and keep it: making one from a context costs a compression or more.</remarks>
public sealed class Blake3Domain
{
    private readonly uint[] _key;

    private Blake3Domain(ReadOnlySpan<uint> key, uint flags)
    {
        // The kernels read message words in place.
        Debug.Assert(BitConverter.IsLittleEndian, "BLAKE3 here needs a little-endian processor, as .NET's supported ones are.");
        _key = key.ToArray();
        Flags = flags;
    }

    /// <summary>Plain hashing, without a key: what <c>b3sum</c> prints.</summary>
    public static Blake3Domain Plain { get; } = new(
        [Blake3.IV0, Blake3.IV1, Blake3.IV2, Blake3.IV3, Blake3.IV4, Blake3.IV5, Blake3.IV6, Blake3.IV7], 0);

    internal ReadOnlySpan<uint> Key => _key;

    internal uint Flags { get; }

    /// <summary>Hashing under a secret key: a message authentication code or a pseudo-random function.</summary>
    /// <param name="key">The key, 32 bytes. Copied.</param>
    /// <returns>The domain of that key.</returns>
    /// <exception cref="ArgumentException"><paramref name="key"/> is not 32 bytes long.</exception>
    public static Blake3Domain Keyed(ReadOnlySpan<byte> key)
    {
        if (key.Length != Blake3.KeyBytes)
            throw new ArgumentException($"Expected a key of {Blake3.KeyBytes} bytes, got {key.Length}.", nameof(key));
        return new Blake3Domain(MemoryMarshal.Cast<byte, uint>(key), Blake3.FlagKeyedHash);
    }

    /// <summary>
    /// Deriving keys, or hashing with domain separation: input hashed in one context never collides with input hashed in another.
    /// </summary>
    /// <param name="context">
    /// A hard-coded, globally unique string; by convention "application date purpose". Never made from input.
    /// </param>
    /// <returns>The domain of that context.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="context"/> is null.</exception>
    public static Blake3Domain DeriveKey(string context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var contextDomain = new Blake3Domain(Plain.Key, Blake3.FlagDeriveKeyContext);
        Span<uint> key = stackalloc uint[Blake3.KeyBytes / sizeof(uint)];
        Blake3.Hash(contextDomain, System.Text.Encoding.UTF8.GetBytes(context), MemoryMarshal.AsBytes(key));
        return new Blake3Domain(key, Blake3.FlagDeriveKeyMaterial);
    }
}
