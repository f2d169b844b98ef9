using NSec.Cryptography;

namespace Piwa.Chain.Keys;

/// <summary>Verifies Ed25519 signatures.</summary>
public static class SignatureVerifier
{
    /// <summary>Whether a signature of a message verifies against an address.</summary>
    /// <param name="signer">The address; one that is no valid Ed25519 key verifies nothing.</param>
    /// <param name="message">The bytes that were signed.</param>
    /// <param name="signature">The signature.</param>
    public static bool Verify(PublicKey signer, ReadOnlySpan<byte> message, Signature signature) =>
        NSec.Cryptography.PublicKey.TryImport(
            SignatureAlgorithm.Ed25519, PublicKey.AsSpan(in signer), KeyBlobFormat.RawPublicKey, out NSec.Cryptography.PublicKey? key)
        && SignatureAlgorithm.Ed25519.Verify(key!, message, Signature.AsSpan(in signature));
}
