using System.Security.Cryptography;
using NSec.Cryptography;

namespace Piwa.Chain.Keys;

/// <summary>An Ed25519 key pair held in this process.</summary>
/// <remarks>
/// The secret lives in libsodium's guarded memory and is zeroed by <see cref="Dispose"/>; it appears in no text and no exception.
/// Safe to use from several threads until it is disposed. Whoever creates it disposes it.
/// </remarks>
public sealed class Keypair : ISigner, IDisposable
{
    /// <summary>Length of the secret seed in bytes.</summary>
    public const int SeedSize = 32;

    private readonly Key _key;

    private Keypair(Key key)
    {
        _key = key;
        PublicKey = new PublicKey(key.PublicKey.Export(KeyBlobFormat.RawPublicKey));
    }

    /// <inheritdoc/>
    public PublicKey PublicKey { get; }

    /// <summary>Makes a new random key pair.</summary>
    public static Keypair Generate()
    {
        Span<byte> seed = stackalloc byte[SeedSize];
        try
        {
            RandomNumberGenerator.Fill(seed);
            return FromSeed(seed);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }

    /// <summary>Makes the key pair of a seed.</summary>
    /// <param name="seed">The 32 secret bytes; the caller zeroes them.</param>
    /// <exception cref="ArgumentException"><paramref name="seed"/> is not 32 bytes long.</exception>
    public static Keypair FromSeed(ReadOnlySpan<byte> seed)
    {
        if (seed.Length != SeedSize)
            throw new ArgumentException($"A seed is {SeedSize} bytes, not {seed.Length}.", nameof(seed));
        return new Keypair(Key.Import(SignatureAlgorithm.Ed25519, seed, KeyBlobFormat.RawPrivateKey));
    }

    /// <summary>Signs a message.</summary>
    /// <param name="message">Any number of bytes.</param>
    /// <exception cref="ObjectDisposedException">The key pair was disposed.</exception>
    public Signature Sign(ReadOnlySpan<byte> message)
    {
        Span<byte> bytes = stackalloc byte[Signature.Size];
        SignatureAlgorithm.Ed25519.Sign(_key, message, bytes);
        return new Signature(bytes);
    }

    /// <inheritdoc/>
    public ValueTask<Signature> SignAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Sign(message.Span));
    }

    /// <summary>The public address; never the secret.</summary>
    public override string ToString() => PublicKey.ToString();

    /// <summary>Zeroes the secret.</summary>
    public void Dispose() => _key.Dispose();
}
