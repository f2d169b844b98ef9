using Piwa.Chain.Hashing;

namespace Piwa.Chain.Provenance;

/// <summary>Proof of First Upload: remembers for each content hash who brought it first.</summary>
/// <remarks>
/// First is first to arrive at this registry; which of several registries had it first is settled from the records of the shards. Safe to
/// use from several threads.
/// </remarks>
public interface IUploadRegistry : IDisposable
{
    /// <summary>Enters what is new, durably before the call returns, and tells for each claim who brought it first.</summary>
    /// <param name="origin">Who brings the claims. What they brought before in the same shard is theirs as before.</param>
    /// <param name="claims">The contents; the same hash may stand there more than once.</param>
    /// <param name="cancellationToken">Gives up waiting; what was entered until then stays.</param>
    /// <returns>One for each claim, in their order.</returns>
    ValueTask<IReadOnlyList<FirstUpload>> GetOrAddAsync(
        UploadOrigin origin, IReadOnlyList<ContentClaim> claims, CancellationToken cancellationToken = default);

    /// <summary>Tells who brought content first, and enters nothing.</summary>
    /// <param name="hashes">The contents' hashes.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>One for each hash, in their order; null where nobody did.</returns>
    ValueTask<IReadOnlyList<FirstUpload?>> FindAsync(IReadOnlyList<Hash256> hashes, CancellationToken cancellationToken = default);
}
