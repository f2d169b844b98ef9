namespace Piwa.Chain.Keys;

/// <summary>Signs messages for one address. Implemented by <see cref="Keypair"/>, and by whoever keeps keys elsewhere.</summary>
/// <remarks>Implementations are safe to call from several threads at once.</remarks>
public interface ISigner
{
    /// <summary>The address that the signatures verify against.</summary>
    PublicKey PublicKey { get; }

    /// <summary>Signs a message with Ed25519.</summary>
    /// <param name="message">The bytes to sign: a compiled transaction message.</param>
    /// <param name="cancellationToken">Gives up waiting for a signer that is slow or remote.</param>
    ValueTask<Signature> SignAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken = default);
}
