using Piwa.Chain.Keys;

namespace Piwa.Chain.Provenance;

/// <summary>An oracle as the signer of a lane: its tree delegate, or the authority of its anchors.</summary>
/// <param name="oracle">The oracle; not disposed.</param>
/// <param name="wallet">The wallet that pays for the lane.</param>
/// <remarks>Safe to use from several threads.</remarks>
public sealed class OracleSigner(IOracle oracle, PublicKey wallet) : ISigner
{
    /// <inheritdoc/>
    public PublicKey PublicKey => oracle.Address;

    /// <inheritdoc/>
    /// <exception cref="OracleException">The oracle refuses.</exception>
    public ValueTask<Signature> SignAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken = default) =>
        oracle.SignAsync(wallet, message, cancellationToken);
}
