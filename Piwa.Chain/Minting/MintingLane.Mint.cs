using Piwa.Chain.Bubblegum;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Transactions;
using Piwa.Chain.Trees;

namespace Piwa.Chain.Minting;

/// <content>Minting.</content>
public sealed partial class MintingLane
{
    /// <summary>
    /// Compute units for creating a tree. The default of 200,000 is too little from depth 24 on: up to 319,000 were measured with the
    /// real programs.
    /// </summary>
    private const uint CreateTreeComputeUnits = 400_000;

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
    public ValueTask<MintReport> MintAsync(
        long firstIndex, IReadOnlyList<MintRequest> requests, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstIndex);
        ArgumentNullException.ThrowIfNull(requests);
        foreach (MintRequest request in requests)
            ThrowIfRefused(request.Metadata);
        return RunAloneAsync(() => MintAloneAsync(firstIndex, requests, cancellationToken), cancellationToken);
    }

    private async ValueTask<MintReport> MintAloneAsync(
        long firstIndex, IReadOnlyList<MintRequest> requests, CancellationToken cancellationToken)
    {
        if (firstIndex > MintedCount)
        {
            throw new ArgumentOutOfRangeException(
                nameof(firstIndex), firstIndex, $"The lane has minted {MintedCount} assets; the list cannot go on after a gap.");
        }

        if (_trees is [.., LaneTree last])
            await SentAsync(() => _courier.CheckAsync(last, cancellationToken)).ConfigureAwait(false);
        int already = (int)Math.Min(requests.Count, MintedCount - firstIndex);
        await CheckMintedAsync(firstIndex, requests, already, cancellationToken).ConfigureAwait(false);

        int transactions = 0;
        for (int next = already; next < requests.Count; next = (int)(MintedCount - firstIndex))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_trees is not [.., { Room: > 0 }])
            {
                await CreateTreeAsync(requests.Count - next, cancellationToken).ConfigureAwait(false);
                transactions++;
            }

            int first = next;
            await SentAsync(async () =>
                transactions += await _courier.MintAsync(_trees[^1], requests, first, cancellationToken).ConfigureAwait(false))
                .ConfigureAwait(false);
        }

        return new MintReport(already, requests.Count - already, transactions);
    }

    private async ValueTask CreateTreeAsync(long pendingCount, CancellationToken cancellationToken)
    {
        TreeSize size = TreeSize.ForLeaves(Math.Max(pendingCount, _options.ExpectedCount - MintedCount), _options.MaximumTreeDepth);
        PublicKey address = LaneTree.AddressOf(_options.Name, _treeDelegate.PublicKey, _nextNumber);
        ulong rent = await _rpc.GetMinimumBalanceForRentExemptionAsync(size.AccountBytes, cancellationToken).ConfigureAwait(false);
        LaneTree tree = new(_nextNumber, address, size.Depth, MintedCount, mintedCount: 0);
        Instruction[] instructions =
        [
            ComputeBudgetInstructions.SetComputeUnitLimit(CreateTreeComputeUnits),
            SystemInstructions.CreateAccountWithSeed(
                _payer.PublicKey,
                _treeDelegate.PublicKey,
                LaneTree.SeedOf(_options.Name, _nextNumber),
                rent,
                (ulong)size.AccountBytes,
                ProgramIds.SplAccountCompression),
            BubblegumInstructions.CreateTree(address, size, _payer.PublicKey, _treeDelegate.PublicKey),
        ];
        int before = _trees.Count;
        _isStale = true;
        await _courier.CreateTreeAsync(tree, instructions, cancellationToken).ConfigureAwait(false);

        // As it stands on the chain: a call that was cut short may have created it for another number of assets.
        await LoadAsync(cancellationToken).ConfigureAwait(false);
        if (_trees.Count == before)
            throw new MintFailedException($"Tree {address} was created and is gone.");
    }

    /// <summary>Does what may end with transactions under way; after an exception the lane asks the chain what has landed.</summary>
    private async ValueTask SentAsync(Func<ValueTask> action)
    {
        _isStale = true;
        await action().ConfigureAwait(false);
        _isStale = false;
    }

    /// <summary>Stops if the ledger has other leaves where the first requests should stand.</summary>
    private async ValueTask CheckMintedAsync(
        long firstIndex, IReadOnlyList<MintRequest> requests, int count, CancellationToken cancellationToken)
    {
        for (int next = 0; next < count;)
        {
            LaneTree tree = TreeOf(firstIndex + next);
            long leafIndex = firstIndex + next - tree.FirstIndex;
            int inTree = (int)Math.Min(count - next, tree.MintedCount - leafIndex);
            Hash256[] leaves = await _courier.ReadAllAsync(tree, leafIndex, inTree, cancellationToken).ConfigureAwait(false);
            for (int i = 0; i < inTree; i++)
                ThrowIfForeign(tree, leafIndex + i, leaves[i], firstIndex + next + i, requests[next + i]);
            next += inTree;
        }
    }

    private void ThrowIfForeign(LaneTree tree, long leafIndex, Hash256 leaf, long index, MintRequest request)
    {
        Hash256 expected = tree.LeafOf(request, leafIndex).Hash();
        if (leaf == expected)
            return;
        throw new ForeignLeafException(
            $"Asset {index} of lane '{_options.Name}' is not the one requested: leaf {leafIndex} of tree {tree.Address} is {leaf}, and "
            + $"'{request.Metadata.Name}' would be {expected}. "
            + $"The list has changed, or somebody else uses the key of {_treeDelegate.PublicKey}.");
    }

    private void ThrowIfRefused(MetadataArgs metadata)
    {
        metadata.ThrowIfInvalid();
        foreach (Creator creator in metadata.Creators)
        {
            if (creator.IsVerified && creator.Address != _payer.PublicKey && creator.Address != _treeDelegate.PublicKey)
                throw new InvalidMetadataException(BubblegumError.CreatorDidNotVerify, metadata.Name);
        }
    }
}
