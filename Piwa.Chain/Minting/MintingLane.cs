using Piwa.Chain.Bubblegum;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Rpc;
using Piwa.Chain.Trees;

namespace Piwa.Chain.Minting;

/// <summary>Mints a list of assets in order, each exactly once, into trees that it creates as they are needed.</summary>
/// <remarks>
/// <para>
/// A lane is one writer: one delegate that alone mints into the lane's trees, one payer, one tree at a time. The caller's list is the
/// order of the leaves, so that an asset's number in the list gives its tree, leaf and id, and the number of assets minted into the
/// lane's trees says how much of the list has landed. That number stands on the chain. After a crash at any point, the same call with
/// the same list goes on where the chain is.
/// </para>
/// <para>
/// A ledger in this process answers when all is durable, so the lane keeps no file and sends batches. On a cluster a transaction may
/// land long after it was sent, or never, or be taken back with its fork: there the lane keeps a journal (<see
/// cref="TreeLaneOptions.JournalDirectory"/>), in which each transaction stands before it is sent, and <see cref="MintAsync"/>
/// returns when all is final.
/// </para>
/// <para>
/// Since the lane knows every leaf, it knows the root that the tree must have after each batch. A root that differs means that somebody
/// else has written into the tree, and stops the lane.
/// </para>
/// <para>Safe to use from several threads: calls wait for each other. Whoever opens a lane disposes it; the ledger and the signers stay
/// theirs.</para>
/// </remarks>
public sealed class MintingLane : IDisposable
{
    private readonly TreeLane _lane;
    private readonly MintingLaneOptions _options;

    private MintingLane(TreeLane lane, MintingLaneOptions options)
    {
        _lane = lane;
        _options = options;
    }

    /// <summary>The number of assets that have been minted, as far as this object knows: the number of the next one.</summary>
    public long MintedCount => _lane.LeafCount;

    /// <summary>The lane's trees, in the order in which they are filled.</summary>
    public IReadOnlyList<PublicKey> Trees => _lane.Trees;

    /// <summary>The version of Bubblegum.</summary>
    internal LeafVersion Version => _options.Version;

    /// <summary>Opens a lane and finds what it has minted.</summary>
    /// <param name="rpc">The chain: a client of a cluster, or an embedded ledger; not disposed.</param>
    /// <param name="options">How the lane works; copied.</param>
    /// <param name="cancellationToken">Gives up waiting. What was under way before a crash may take as long as a blockhash lasts.</param>
    /// <exception cref="ArgumentException">The options are invalid; the message names all violations. A cluster needs a
    /// journal.</exception>
    /// <exception cref="JournalException">The journal is damaged, in use, missing, or of another tree.</exception>
    /// <exception cref="ForeignLeafException">The tree on the ledger does not have the root of its leaves.</exception>
    /// <exception cref="InvalidOperationException">The lane's trees are of the other version of Bubblegum, or belong to
    /// others.</exception>
    public static async ValueTask<MintingLane> OpenAsync(
        IRpcClient rpc, MintingLaneOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rpc);
        ArgumentNullException.ThrowIfNull(options);
        MintingLaneOptions copy = (MintingLaneOptions)options.ValidatedCopy();
        return new MintingLane(await TreeLane.OpenAsync(rpc, copy, cancellationToken).ConfigureAwait(false), copy);
    }

    /// <summary>Mints the part of a list that has not been minted yet.</summary>
    /// <param name="firstIndex">The number of the first request in the caller's list of all assets: at most <see
    /// cref="MintedCount"/>.</param>
    /// <param name="requests">A piece of that list. What has been minted before is checked against the ledger and left alone.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <exception cref="InvalidMetadataException">A request would be refused; nothing has been sent.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The piece starts after the next asset of the lane.</exception>
    /// <exception cref="ForeignLeafException">A tree holds what the lane did not put there, or the list is not the one of
    /// before.</exception>
    /// <exception cref="MintFailedException">A transaction failed; everything before it has landed.</exception>
    public async ValueTask<MintReport> MintAsync(
        long firstIndex, IReadOnlyList<MintRequest> requests, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstIndex);
        ArgumentNullException.ThrowIfNull(requests);
        MintList list = new(requests, _options);
        list.ThrowIfRefused();
        (int already, int transactions) = await _lane.AppendAsync(firstIndex, list, cancellationToken).ConfigureAwait(false);
        return new MintReport(already, requests.Count - already, transactions);
    }

    /// <summary>Where an asset stands.</summary>
    /// <param name="index">Its number in the lane.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="ArgumentOutOfRangeException">No such asset has been minted.</exception>
    public async ValueTask<MintedAsset> GetAssetAsync(long index, CancellationToken cancellationToken = default) =>
        AssetOf(await _lane.GetLeafAsync(index, cancellationToken).ConfigureAwait(false));

    /// <summary>Proves that an asset stands in its tree.</summary>
    /// <param name="index">The asset's number in the lane.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>A proof against the tree's current root.</returns>
    /// <exception cref="ArgumentOutOfRangeException">No such asset has been minted.</exception>
    /// <exception cref="ForeignLeafException">The tree on the ledger does not have the root of its leaves.</exception>
    public async ValueTask<AssetProof> GetProofAsync(long index, CancellationToken cancellationToken = default)
    {
        (LaneLeaf leaf, Hash256 root, MerkleProof proof) = await _lane.GetProofAsync(index, cancellationToken).ConfigureAwait(false);
        return new AssetProof(AssetOf(leaf), root, proof);
    }

    /// <summary>Checks that every tree of the lane has the root of its leaves.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The number of leaves that were checked.</returns>
    /// <exception cref="ForeignLeafException">A tree on the ledger does not have the root of its leaves.</exception>
    public ValueTask<long> VerifyAsync(CancellationToken cancellationToken = default) =>
        _lane.VerifyAsync(cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _lane.Dispose();

    private static MintedAsset AssetOf(LaneLeaf leaf) =>
        new(leaf.Index, ProgramAddress.AssetId(leaf.Tree, leaf.LeafIndex), leaf.Tree, leaf.LeafIndex, leaf.Hash);
}
