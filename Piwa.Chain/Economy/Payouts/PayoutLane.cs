using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Minting;
using Piwa.Chain.Rpc;
using Piwa.Chain.Trees;

namespace Piwa.Chain.Economy.Payouts;

/// <summary>Pays a list of payouts in order, each exactly once, out of a treasury.</summary>
/// <remarks>
/// <para>
/// It works as a <see cref="MintingLane"/> does, journal included. Each payout is a leaf of a tree that the treasury owns, appended by the
/// transaction that pays it: the tree counts what was paid, whatever a crash or the network takes, and proves each payout to whoever got it. The
/// caller's list is the order of the payouts; after a crash at any point, the same call with the same list goes on where the chain is.
/// </para>
/// <para>
/// A recipient's token account is opened where there is none, at the payer's cost. A payout that cannot be made (the recipient's account is
/// frozen, the treasury has too little) stops the lane before it; the caller may leave it out of the list, for nothing behind it has been paid.
/// </para>
/// <para>Safe to use from several threads: calls wait for each other. Whoever opens a lane disposes it; the ledger and the signers stay
/// theirs.</para>
/// </remarks>
public sealed class PayoutLane : IDisposable
{
    private readonly TreeLane _lane;
    private readonly PayoutLaneOptions _options;

    private PayoutLane(TreeLane lane, PayoutLaneOptions options)
    {
        _lane = lane;
        _options = options;
    }

    /// <summary>The number of payouts that were made, as far as this object knows: the number of the next one.</summary>
    public long PaidCount => _lane.LeafCount;

    /// <summary>The lane's trees, in the order in which they are filled.</summary>
    public IReadOnlyList<PublicKey> Trees => _lane.Trees;

    /// <summary>Opens a lane and finds what it has paid.</summary>
    /// <param name="rpc">The chain: a client of a cluster, or an embedded ledger; not disposed.</param>
    /// <param name="options">How the lane works; copied.</param>
    /// <param name="cancellationToken">Gives up waiting. What was under way before a crash may take as long as a blockhash lasts.</param>
    /// <exception cref="ArgumentException">The options are invalid; the message names all violations. A cluster needs a journal.</exception>
    /// <exception cref="JournalException">The journal is damaged, in use, missing, or of another tree.</exception>
    /// <exception cref="ForeignLeafException">The tree on the ledger does not have the root of its leaves.</exception>
    public static async ValueTask<PayoutLane> OpenAsync(
        IRpcClient rpc, PayoutLaneOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rpc);
        ArgumentNullException.ThrowIfNull(options);
        var copy = (PayoutLaneOptions)options.ValidatedCopy();
        return new PayoutLane(await TreeLane.OpenAsync(rpc, copy, cancellationToken).ConfigureAwait(false), copy);
    }

    /// <summary>Makes the part of a list of payouts that has not been made yet.</summary>
    /// <param name="firstIndex">The number of the first payout in the caller's list of all: at most <see cref="PaidCount"/>.</param>
    /// <param name="payouts">A piece of that list. What has been paid before is checked against the ledger and left alone.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <returns>How many of them had been made before.</returns>
    /// <exception cref="ArgumentException">A payout is none.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The piece starts after the next payout of the lane.</exception>
    /// <exception cref="ForeignLeafException">A tree holds what the lane did not put there, or the list is not the one of before.</exception>
    /// <exception cref="MintFailedException">A transaction failed; everything before it has landed, and nothing of it or behind it. Its number is
    /// that of the first payout of the transaction: any of it may be to blame.</exception>
    public async ValueTask<int> PayAsync(long firstIndex, IReadOnlyList<Payout> payouts, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstIndex);
        ArgumentNullException.ThrowIfNull(payouts);
        if (payouts.Select(payout => payout.FindFault()).FirstOrDefault(fault => fault is not null) is { } fault)
            throw new ArgumentException(fault, nameof(payouts));
        (int already, _) = await _lane.AppendAsync(firstIndex, new PayoutList(payouts, _options), cancellationToken).ConfigureAwait(false);
        return already;
    }

    /// <summary>Proves that a payout was made.</summary>
    /// <param name="index">Its number in the lane.</param>
    /// <param name="payout">The payout.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>A proof against the tree's current root, which holds if this is what was paid.</returns>
    /// <exception cref="ArgumentOutOfRangeException">No such payout was made.</exception>
    /// <exception cref="ForeignLeafException">The tree on the ledger does not have the root of its leaves.</exception>
    public async ValueTask<PayoutProof> GetProofAsync(long index, Payout payout, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(payout);
        (LaneLeaf leaf, Hash256 root, MerkleProof proof) = await _lane.GetProofAsync(index, cancellationToken).ConfigureAwait(false);
        return new PayoutProof(payout, _options.Mint, leaf.Tree, root, proof);
    }

    /// <summary>Finds, from the chain alone, how many payouts of a list a treasury has made: for whoever does not trust it.</summary>
    /// <param name="rpc">The chain.</param>
    /// <param name="treasury">The treasury's address.</param>
    /// <param name="name">The name of its lane.</param>
    /// <param name="mint">The mint of RENDER.</param>
    /// <param name="payouts">The list that it says it has paid.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many of the first ones stand on chain.</returns>
    /// <exception cref="ForeignLeafException">What stands in its trees is something else.</exception>
    /// <exception cref="RpcException">The chain does not answer.</exception>
    public static async ValueTask<int> CountPaidAsync(
        IRpcClient rpc, PublicKey treasury, string name, PublicKey mint, IReadOnlyList<Payout> payouts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rpc);
        ArgumentNullException.ThrowIfNull(payouts);
        int paid = 0;
        for (int number = 0; ; number++)
        {
            PublicKey address = LaneTree.AddressOf(name, treasury, number, CompressionProgram.Spl);
            AccountInfo? account = await rpc.GetAccountInfoAsync(address, dataSlice: null, Commitment.Finalized, cancellationToken).ConfigureAwait(false);
            if (account is null || account.Owner != CompressionProgram.Spl.Id)
                return paid;
            ConcurrentMerkleTree tree = ConcurrentMerkleTree.Open(account.Data.ToArray());
            int count = (int)Math.Min((long)tree.SequenceNumber, payouts.Count - paid);
            Hash256[] leaves = [.. payouts.Skip(paid).Take(count).Select(payout => payout.Hash(mint))];
            if ((ulong)count != tree.SequenceNumber || MerkleTree.ComputeRoot(tree.Size.Depth, leaves) != tree.Root)
                throw new ForeignLeafException($"Tree {address} of treasury {treasury} has {tree.SequenceNumber} leaves, and other ones than the list of payouts.");
            paid += count;
        }
    }

    /// <summary>Checks that every tree of the lane has the root of its leaves.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The number of payouts that were checked.</returns>
    /// <exception cref="ForeignLeafException">A tree on the ledger does not have the root of its leaves.</exception>
    public ValueTask<long> VerifyAsync(CancellationToken cancellationToken = default) => _lane.VerifyAsync(cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _lane.Dispose();
}
