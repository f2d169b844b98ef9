using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Rpc;
using Piwa.Chain.Transactions;
using Piwa.Chain.Trees;

namespace Piwa.Chain.Minting;

/// <content>What earlier calls and processes left behind, and new trees.</content>
internal sealed partial class ClusterCourier
{
    /// <summary>Refusals in a row, of a tree that is not there, after which its creation is given up.</summary>
    private const int MaximumRefusals = 3;

    public async ValueTask<(List<LaneTree> Trees, int NextNumber)> LoadAsync(CancellationToken cancellationToken)
    {
        _tail.Clear();
        (List<LaneTree> trees, int nextNumber) = ([], 0);
        await KeepTryingAsync("the lane's trees", async progress =>
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
        ReadOnlyMemory<byte> transaction = default;
        ulong lastValidBlockHeight = 0;
        int refusals = 0;
        await KeepTryingAsync($"tree {tree.Address} to be created", async progress =>
        {
            if (await ExistsAsync(Commitment.Finalized).ConfigureAwait(false))
                return true;
            if (await ExistsAsync(Commitment.Confirmed).ConfigureAwait(false))
                return false;

            // Sent anew as often as it takes: an account is created once.
            LatestBlockhash latest = await _rpc.GetLatestBlockHashAsync(Commitment.Confirmed, cancellationToken).ConfigureAwait(false);
            if (transaction.IsEmpty || latest.LastValidBlockHeight > lastValidBlockHeight + BlockhashLifetime)
            {
                lastValidBlockHeight = latest.LastValidBlockHeight;
                transaction = await _signer.SignAsync(instructions, latest.Blockhash, cancellationToken).ConfigureAwait(false);
            }

            try
            {
                Signature id = await _rpc.SendTransactionAsync(
                    transaction, new SendOptions { MaxRetries = 0 }, cancellationToken).ConfigureAwait(false);
                refusals = 0;
                _notice.Listen(id, Commitment.Finalized);
            }
            catch (TransactionRejectedException refusal)
            {
                if (refusal.Error?.Kind == TransactionErrorKind.BlockhashNotFound)
                    transaction = default;
                else if (refusal.Error?.Kind != TransactionErrorKind.AlreadyProcessed && ++refusals >= MaximumRefusals)
                    throw new MintFailedException(tree.FirstIndex, refusal.Error, refusal.LogMessages);
            }

            return false;
        }, cancellationToken).ConfigureAwait(false);

        async ValueTask<bool> ExistsAsync(Commitment commitment) =>
            await _rpc.GetAccountInfoAsync(tree.Address, new DataSlice(0, 0), commitment, cancellationToken).ConfigureAwait(false)
                is { } account && account.Owner == ProgramIds.SplAccountCompression;
    }

    /// <summary>Waits until each transaction that the journal has of a tree is final or can never land, sending them again
    /// meanwhile.</summary>
    private async ValueTask LandJournalAsync(LaneTree tree, CancellationToken cancellationToken)
    {
        MintJournal journal = _journals.Reopen(tree.Address);
        _settled = _frontier = new MerkleFrontier(tree.Depth);
        await KeepTryingAsync($"what earlier calls sent to tree {tree.Address}", async progress =>
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
