using Piwa.Chain.Keys;

namespace Piwa.Chain.Provenance;

/// <summary>Says whether a shard's assets are what they claim to be, and holds the key without which they cannot be minted or
/// anchored.</summary>
/// <remarks>
/// A node submits each shard, and has its lanes' transactions signed with <see cref="SignAsync"/> (see <see cref="OracleSigner"/>): the
/// oracle's key is the creator and delegate of the lanes' trees. Safe to use from several threads.
/// </remarks>
public interface IOracle : IDisposable
{
    /// <summary>The address of the key that it signs with.</summary>
    PublicKey Address { get; }

    /// <summary>Submits a shard. What was approved before is approved again; an oracle remembers approvals for a while only, so a node
    /// submits a shard before it mints it.</summary>
    /// <param name="submission">The shard.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="OracleException">There is no verdict.</exception>
    ValueTask<OracleVerdict> SubmitAsync(ShardSubmission submission, CancellationToken cancellationToken = default);

    /// <summary>Signs a transaction that does nothing but what approved shards need.</summary>
    /// <param name="wallet">The node's wallet: it pays.</param>
    /// <param name="message">The compiled message.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="OracleException">The oracle refuses; the message says which instruction and why.</exception>
    ValueTask<Signature> SignAsync(PublicKey wallet, ReadOnlyMemory<byte> message, CancellationToken cancellationToken = default);
}
