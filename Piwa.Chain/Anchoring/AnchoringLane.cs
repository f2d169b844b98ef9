using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Minting;
using Piwa.Chain.Rpc;
using Piwa.Chain.Trees;

namespace Piwa.Chain.Anchoring;

/// <summary>Appends the roots of shards in order, each exactly once, to anchor trees that it creates as they are needed.</summary>
/// <remarks>
/// <para>
/// The roots go straight to the account compression program, whose trees the wallet itself owns: a transaction takes twenty, where it would
/// take six to nine mints, and each stands for all assets of its shard. An asset is proven in two levels, see <see cref="AnchorProof"/>.
/// </para>
/// <para>
/// It works as a <see cref="MintingLane"/> does, journal included, but for one thing: there is no configuration that counts, so what has
/// landed is counted by the tree. The caller's list is the order of the roots. After a crash at any point, the same call with the same
/// list goes on where the chain is.
/// </para>
/// <para>Safe to use from several threads: calls wait for each other. Whoever opens a lane disposes it; the ledger and the signers stay
/// theirs.</para>
/// </remarks>
public sealed class AnchoringLane : IDisposable
{
    private readonly TreeLane _lane;

    private AnchoringLane(TreeLane lane) => _lane = lane;

    /// <summary>The number of roots that are anchored, as far as this object knows: the number of the next one.</summary>
    public long AnchoredCount => _lane.LeafCount;

    /// <summary>The lane's trees, in the order in which they are filled.</summary>
    public IReadOnlyList<PublicKey> Trees => _lane.Trees;

    /// <summary>Opens a lane and finds what it has anchored.</summary>
    /// <param name="rpc">The chain: a client of a cluster, or an embedded ledger; not disposed.</param>
    /// <param name="options">How the lane works; copied.</param>
    /// <param name="cancellationToken">Gives up waiting. What was under way before a crash may take as long as a blockhash lasts.</param>
    /// <exception cref="ArgumentException">The options are invalid; the message names all violations. A cluster needs a
    /// journal.</exception>
    /// <exception cref="JournalException">The journal is damaged, in use, missing, or of another tree.</exception>
    /// <exception cref="ForeignLeafException">The tree on the ledger does not have the root of its leaves.</exception>
    public static async ValueTask<AnchoringLane> OpenAsync(
        IRpcClient rpc, AnchoringLaneOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rpc);
        ArgumentNullException.ThrowIfNull(options);
        return new AnchoringLane(await TreeLane.OpenAsync(rpc, options.ValidatedCopy(), cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Anchors the part of a list that has not been anchored yet.</summary>
    /// <param name="firstIndex">The number of the first root in the caller's list of all: at most <see cref="AnchoredCount"/>.</param>
    /// <param name="roots">A piece of that list. What has been anchored before is checked against the ledger and left alone.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <exception cref="ArgumentException">A root is zero, which a tree takes for no leaf.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The piece starts after the next root of the lane.</exception>
    /// <exception cref="ForeignLeafException">A tree holds what the lane did not put there, or the list is not the one of
    /// before.</exception>
    /// <exception cref="MintFailedException">A transaction failed; everything before it has landed.</exception>
    public async ValueTask<AnchorReport> AnchorAsync(
        long firstIndex, IReadOnlyList<Hash256> roots, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstIndex);
        ArgumentNullException.ThrowIfNull(roots);
        if (roots.Contains(Hash256.Zero))
            throw new ArgumentException("A root is zero, which a tree takes for no leaf.", nameof(roots));
        (int already, int transactions) =
            await _lane.AppendAsync(firstIndex, new RootList(roots), cancellationToken).ConfigureAwait(false);
        return new AnchorReport(already, roots.Count - already, transactions);
    }

    /// <summary>Where a root stands.</summary>
    /// <param name="index">Its number in the lane.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="ArgumentOutOfRangeException">No such root has been anchored.</exception>
    public async ValueTask<ShardAnchor> GetAnchorAsync(long index, CancellationToken cancellationToken = default) =>
        AnchorOf(await _lane.GetLeafAsync(index, cancellationToken).ConfigureAwait(false));

    /// <summary>Proves that an asset of an anchored shard is anchored.</summary>
    /// <param name="index">The number of the shard's root in the lane.</param>
    /// <param name="asset">The asset.</param>
    /// <param name="inShard">The asset's proof in its shard: <see cref="AnchoredShard.GetProof"/>.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>A proof against the anchor tree's current root, which holds if the asset is what was anchored.</returns>
    /// <exception cref="ArgumentOutOfRangeException">No such root has been anchored.</exception>
    /// <exception cref="ForeignLeafException">The tree on the ledger does not have the root of its leaves.</exception>
    public async ValueTask<AnchorProof> GetProofAsync(
        long index, AnchoredAsset asset, MerkleProof inShard, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(asset);
        ArgumentNullException.ThrowIfNull(inShard);
        (LaneLeaf leaf, Hash256 root, MerkleProof proof) = await _lane.GetProofAsync(index, cancellationToken).ConfigureAwait(false);
        return new AnchorProof(asset, inShard, AnchorOf(leaf), proof, root);
    }

    /// <summary>Checks that every tree of the lane has the root of its leaves.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The number of roots that were checked.</returns>
    /// <exception cref="ForeignLeafException">A tree on the ledger does not have the root of its leaves.</exception>
    public ValueTask<long> VerifyAsync(CancellationToken cancellationToken = default) => _lane.VerifyAsync(cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _lane.Dispose();

    private static ShardAnchor AnchorOf(LaneLeaf leaf) => new(leaf.Index, leaf.Tree, leaf.LeafIndex, leaf.Hash);
}
