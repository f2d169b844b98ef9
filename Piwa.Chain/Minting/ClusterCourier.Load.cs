using Piwa.Chain.Hashing;
using Piwa.Chain.Rpc;
using Piwa.Chain.Transactions;
using Piwa.Chain.Trees;

namespace Piwa.Chain.Minting;

/// <content>What earlier calls and processes left behind, and new trees.</content>
internal sealed partial class ClusterCourier
{
    public async ValueTask<(List<LaneTree> Trees, int NextNumber)> LoadAsync(CancellationToken cancellationToken)
    {
        _tail.Clear();
        (List<LaneTree> trees, int nextNumber) = ([], 0);
        await _caller.RunAsync("the lane's trees", async progress =>
        {
            (trees, nextNumber) = await _reader.FindTreesAsync(Commitment.Finalized, cancellationToken).ConfigureAwait(false);
            return true;
        }, cancellationToken).ConfigureAwait(false);
        if (trees is [.., LaneTree last])
        {
            await LandJournalAsync(last, cancellationToken).ConfigureAwait(false);
            _settled = new MerkleFrontier(last.Depth);
            foreach (Hash256 leaf in await this.ReadAllAsync(last, 0, checked((int)last.LeafCount), cancellationToken).ConfigureAwait(false))
                _settled.Append(leaf);
            _frontier = _settled.Copy();
            await CheckAsync(last, cancellationToken).ConfigureAwait(false);
        }

        return (trees, nextNumber);
    }

    public async ValueTask CreateTreeAsync(LaneTree tree, IReadOnlyList<Instruction> instructions, CancellationToken cancellationToken)
    {
        // The journal comes first, so that a tree without one is a tree that has lost it.
        _journals.Create(tree.Address);
        try
        {
            await new AccountCreator(_rpc, _caller).CreateAsync(
                $"tree {tree.Address}",
                tree.Address,
                _kind.Program.Id,
                (blockhash, cancellation) => _signer.SignAsync(instructions, blockhash, cancellation),
                cancellationToken).ConfigureAwait(false);
        }
        catch (TransactionRejectedException refusal)
        {
            throw new MintFailedException(tree.FirstIndex, refusal.Error, refusal.LogMessages);
        }
    }

    /// <summary>Waits until each transaction that the journal has of a tree is final or can never land, sending them again
    /// meanwhile.</summary>
    private async ValueTask LandJournalAsync(LaneTree tree, CancellationToken cancellationToken)
    {
        MintJournal journal = _journals.Reopen(tree.Address);
        _settled = _frontier = new MerkleFrontier(tree.Depth);
        await _caller.RunAsync($"what earlier calls sent to tree {tree.Address}", async progress =>
        {
            // Height first, then the tree's two accounts as they are final at that height or later.
            EpochInfo final = await _rpc.GetEpochInfoAsync(Commitment.Finalized, cancellationToken).ConfigureAwait(false);
            LanePosition position = await _reader.ReadPositionAsync(
                tree, Commitment.Finalized, final.AbsoluteSlot, _options.NonceAccount, cancellationToken).ConfigureAwait(false);
            ThrowIfForeign(tree, position, journal.End);
            if (position.LeafCount > tree.LeafCount)
                progress.Note();
            tree.LeafCount = Math.Max(tree.LeafCount, position.LeafCount);
            if (journal.Find(tree.LeafCount) is not { } pending)
            {
                return tree.LeafCount == journal.End
                    ? true
                    : throw new ForeignLeafException(
                        $"Tree {tree.Address} of lane '{_options.Name}' has {tree.LeafCount} leaves, and no transaction of its journal ends "
                        + "there: somebody else writes into it, or the journal is of another time.");
            }

            SignatureStatus? status = (await _rpc.GetSignatureStatusesAsync(
                [pending.Id], searchTransactionHistory: true, final.AbsoluteSlot, cancellationToken).ConfigureAwait(false))[0];
            bool isFinal = status is { Confirmation: Commitment.Finalized };
            bool canNeverLand = status is null
                && final.BlockHeight > pending.LastValidBlockHeight
                && position.LeafCount == pending.FirstLeaf
                && (!pending.HasNonce || position.Nonce != pending.Nonce);
            if (canNeverLand || (isFinal && status!.Error is not null))
            {
                journal.Forget(pending.FirstLeaf);
                return true;
            }

            if (status is null)
                await TrySendAsync(pending, cancellationToken).ConfigureAwait(false);
            _notice.Listen(pending.Id, Commitment.Finalized);
            return false;
        }, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask TrySendAsync(JournalEntry entry, CancellationToken cancellationToken)
    {
        try
        {
            SendOptions options = new() { SkipPreflight = true, MaxRetries = 0 };
            _ = await _rpc.SendTransactionAsync(entry.Transaction, options, cancellationToken).ConfigureAwait(false);
        }
        catch (TransactionRejectedException)
        {
            // Its status and its age tell what becomes of it.
        }
    }
}
