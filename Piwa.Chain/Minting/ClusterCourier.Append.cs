using Piwa.Chain.Hashing;
using Piwa.Chain.Rpc;
using Piwa.Chain.Transactions;
using Piwa.Chain.Transactions.Packing;
using Piwa.Chain.Trees;

namespace Piwa.Chain.Minting;

/// <content>Appending.</content>
internal sealed partial class ClusterCourier
{
    public async ValueTask<int> AppendAsync(LaneTree tree, ILeafList leaves, int first, CancellationToken cancellationToken)
    {
        long start = tree.LeafCount;
        int end = (int)Math.Min(leaves.Count, first + tree.Room);
        int settled = 0;
        await _caller.RunAsync($"{_kind.Leaves} in tree {tree.Address} to become final", async progress =>
        {
            LatestBlockhash latest = await ObserveAsync(tree, progress, cancellationToken).ConfigureAwait(false);
            settled += Settle(tree);
            await GiveUpFailedAsync(tree, cancellationToken).ConfigureAwait(false);
            if (_tail.TrueForAll(flight => flight.HasLanded && flight.Status!.Slot <= latest.Slot))
            {
                int next = first + (int)(_frontier.LeafCount - start);
                if (next == end && _tail.Count == 0)
                    return true;
                if (next < end
                    && _tail.Count < RpcLimits.SignatureStatuses
                    && await IsInPlaceAsync(tree, cancellationToken).ConfigureAwait(false))
                {
                    await LaunchAsync(tree, leaves, next, end, latest, cancellationToken).ConfigureAwait(false);
                }
            }

            ListenForTail();
            return false;
        }, cancellationToken).ConfigureAwait(false);

        await CheckAsync(tree, cancellationToken).ConfigureAwait(false);
        return settled;
    }

    /// <summary>Asks what became of the tail, sends what is not heard of again, and gives up what can never land.</summary>
    /// <returns>A blockhash that was asked for before.</returns>
    private async ValueTask<LatestBlockhash> ObserveAsync(LaneTree tree, PatientCaller.Progress progress, CancellationToken cancellationToken)
    {
        LatestBlockhash latest = await _rpc.GetLatestBlockHashAsync(Commitment.Confirmed, cancellationToken).ConfigureAwait(false);
        if (_tail.Count == 0)
            return latest;

        // Height first, then status. The final height is asked for only where it may matter.
        ulong height = latest.LastValidBlockHeight - Math.Min(latest.LastValidBlockHeight, AccountCreator.BlockhashLifetime);
        EpochInfo? final = _tail.Exists(flight => flight.Status is null && height > flight.Entry.LastValidBlockHeight)
            ? await _rpc.GetEpochInfoAsync(Commitment.Finalized, cancellationToken).ConfigureAwait(false)
            : null;
        IReadOnlyList<SignatureStatus?> statuses = await _rpc.GetSignatureStatusesAsync(
            [.. _tail.Select(flight => flight.Id)], final is not null, final?.AbsoluteSlot ?? 0, cancellationToken).ConfigureAwait(false);
        for (int i = 0; i < statuses.Count; i++)
        {
            if (_tail[i].Status != statuses[i])
                progress.Note();
            _tail[i].Status = statuses[i];
        }

        int pending = _tail.FindIndex(flight => !flight.HasLanded);
        if (pending >= 0 && _tail[pending].Status is null)
        {
            if (final is not null && await CanNeverLandAsync(tree, _tail[pending].Entry, final, cancellationToken).ConfigureAwait(false))
                GiveUp(tree, pending);
            else if (_tail[pending].SentAt is not { } sent || Clock.GetElapsedTime(sent) >= _options.ResendInterval)
                await SendAsync(_tail[pending], cancellationToken).ConfigureAwait(false);
        }

        return latest;
    }

    /// <summary>The next transaction waits for the last one to land; and when there is no next one, the call for all to be final.</summary>
    private void ListenForTail()
    {
        if (_tail.Find(flight => !flight.HasLanded) is { } pending)
            _notice.Listen(pending.Id, Commitment.Confirmed);
        else if (_tail is [.., Flight last])
            _notice.Listen(last.Id, Commitment.Finalized);
    }

    /// <summary>Whether a transaction that nothing is known of can never land any more.</summary>
    /// <param name="tree">Its tree.</param>
    /// <param name="entry">The transaction.</param>
    /// <param name="final">Where the chain is final, asked for before the status was.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    private async ValueTask<bool> CanNeverLandAsync(
        LaneTree tree, JournalEntry entry, EpochInfo final, CancellationToken cancellationToken)
    {
        if (final.BlockHeight <= entry.LastValidBlockHeight)
            return false;
        LanePosition position = await _reader.ReadPositionAsync(
            tree, Commitment.Finalized, final.AbsoluteSlot, _options.NonceAccount, cancellationToken).ConfigureAwait(false);
        return position.LeafCount <= entry.FirstLeaf && (!entry.HasNonce || position.Nonce != entry.Nonce);
    }

    /// <summary>Whether the tree is where the lane has brought it. A node that lags shows an older one.</summary>
    private async ValueTask<bool> IsInPlaceAsync(LaneTree tree, CancellationToken cancellationToken)
    {
        LanePosition position = await _reader.ReadPositionAsync(
            tree, Commitment.Confirmed, minContextSlot: 0, nonceAccount: null, cancellationToken).ConfigureAwait(false);
        ThrowIfForeign(tree, position, _frontier.LeafCount);
        return position.LeafCount == _frontier.LeafCount;
    }

    private void ThrowIfForeign(LaneTree tree, LanePosition position, long planned)
    {
        if (position.SequenceNumber == (ulong)position.LeafCount && position.LeafCount <= planned)
            return;
        throw new ForeignLeafException(
            $"Tree {tree.Address} of lane '{_options.Name}' has been changed by somebody else: {position.LeafCount} leaves in "
            + $"{position.SequenceNumber} changes stand in it, where the lane has sent {planned}. "
            + $"Stop whoever else uses the key of {_options.Writer!.PublicKey}.");
    }

    /// <summary>Packs, signs, tries, notes and sends the next transaction.</summary>
    private async ValueTask LaunchAsync(
        LaneTree tree,
        ILeafList source,
        int next,
        int end,
        LatestBlockhash latest,
        CancellationToken cancellationToken)
    {
        Hash256 nonce = default;
        if (_options.NonceAccount is { } account)
        {
            // The one that the transaction before has made; an older value is from a chain that does not have it.
            nonce = await _reader.ReadNonceAsync(account, cancellationToken).ConfigureAwait(false);
            if (_tail.Exists(flight => flight.Entry.Nonce == nonce))
                return;
        }

        List<Hash256> leaves = [];
        PackedTransaction packed = await PackAsync(tree, source, next, end, leaves, cancellationToken).ConfigureAwait(false);
        ReadOnlyMemory<byte> transaction = await _signer.SignAsync(
            packed.Compile(_options.NonceAccount is null ? latest.Blockhash : nonce), cancellationToken).ConfigureAwait(false);
        if (!await WouldSucceedAsync(tree, packed, transaction, latest, cancellationToken).ConfigureAwait(false))
            return;

        MerkleFrontier after = _frontier.Copy();
        foreach (Hash256 leaf in leaves)
            after.Append(leaf);
        JournalEntry entry = new()
        {
            FirstLeaf = _frontier.LeafCount,
            Leaves = leaves,
            Root = after.ComputeRoot(),
            LastValidBlockHeight = latest.LastValidBlockHeight,
            Nonce = nonce,
            Transaction = transaction,
        };
        _journals.Of(tree.Address).Append(entry);
        _frontier = after;
        _tail.Add(new Flight(entry, packed));
        await SendAsync(_tail[^1], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Tries a transaction before it is noted, so that one that cannot succeed is told of at once and costs nothing, and learns
    /// what it uses.</summary>
    private async ValueTask<bool> WouldSucceedAsync(
        LaneTree tree,
        PackedTransaction packed,
        ReadOnlyMemory<byte> transaction,
        LatestBlockhash latest,
        CancellationToken cancellationToken)
    {
        SimulationResult result = await _rpc.SimulateTransactionAsync(
            transaction, new SimulationOptions { MinContextSlot = latest.Slot }, cancellationToken).ConfigureAwait(false);
        if (result.Error is null)
        {
            if (result.UnitsConsumed is { } units and not 0)
                _compute.Observe(packed, units);
            return true;
        }

        // An unknown blockhash is that of a chain that the node does not have; the next step asks for another.
        bool isTriedAgain = result.Error.Kind == TransactionErrorKind.BlockhashNotFound
            || (IsExhausted(result.Error) && _compute.ObserveExhausted(packed));
        return isTriedAgain
            ? false
            : throw new MintFailedException(tree.FirstIndex + _frontier.LeafCount, result.Error, result.LogMessages);
    }

    private async ValueTask<PackedTransaction> PackAsync(
        LaneTree tree,
        ILeafList source,
        int next,
        int end,
        List<Hash256> leaves,
        CancellationToken cancellationToken)
    {
        ulong price = await _pricing.GetAsync([_signer.Payer, .. _kind.WrittenAccounts(tree)], cancellationToken).ConfigureAwait(false);
        TransactionPacker packer = new(_packing, _compute);
        var parts = new Instruction[source.InstructionsPerLeaf];
        for (; next < end; next++)
        {
            long leafIndex = _frontier.LeafCount + leaves.Count;
            for (int part = 0; part < parts.Length; part++)
                parts[part] = source.InstructionAt(next, part, tree);
            if (!packer.TryAdd(parts, _kind.TraceLength, _kind.KnownUnits(tree, leafIndex)))
                break;
            leaves.Add(source.LeafAt(next, tree, leafIndex));
        }

        return packer.Take(price);
    }

    /// <summary>Sends a transaction of the tail. Whether it lands, its status tells, whatever the node says now.</summary>
    private async ValueTask SendAsync(Flight flight, CancellationToken cancellationToken)
    {
        flight.SentAt = Clock.GetTimestamp();
        await TrySendAsync(flight.Entry, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes what is final from the tail.</summary>
    /// <returns>How many transactions.</returns>
    private int Settle(LaneTree tree)
    {
        int count = _tail.FindIndex(flight => !(flight.HasLanded && flight.IsFinal));
        if (count < 0)
            count = _tail.Count;
        foreach (Flight flight in _tail[..count])
        {
            foreach (Hash256 leaf in flight.Entry.Leaves)
                _settled.Append(leaf);
            tree.LeafCount = flight.Entry.End;
        }

        _tail.RemoveRange(0, count);
        return count;
    }

    /// <summary>Gives up a transaction that has failed for good: it changed nothing but paid.</summary>
    private async ValueTask GiveUpFailedAsync(LaneTree tree, CancellationToken cancellationToken)
    {
        if (_tail is not [{ IsFinal: true, Status.Error: { } error } failed, ..])
            return;
        TransactionDetails? details =
            await _rpc.GetTransactionAsync(failed.Id, Commitment.Finalized, cancellationToken).ConfigureAwait(false);
        GiveUp(tree, 0);
        if (failed.Packed is null || !IsExhausted(error) || !_compute.ObserveExhausted(failed.Packed))
            throw new MintFailedException(tree.FirstIndex + failed.Entry.FirstLeaf, error, details?.LogMessages ?? []);
    }

    private static bool IsExhausted(TransactionError error) =>
        error.InstructionError is InstructionErrorKind.ComputationalBudgetExceeded or InstructionErrorKind.ProgramFailedToComplete;

    /// <summary>Gives up a transaction of the tail and all that stand on it; the next one takes their place.</summary>
    private void GiveUp(LaneTree tree, int index)
    {
        _pricing.Raise();
        _tail.RemoveRange(index, _tail.Count - index);
        _frontier = _settled.Copy();
        foreach (Hash256 leaf in _tail.SelectMany(flight => flight.Entry.Leaves))
            _frontier.Append(leaf);
        _journals.Of(tree.Address).Forget(_frontier.LeafCount);
    }
}
