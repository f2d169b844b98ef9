using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Transactions;
using Piwa.Chain.Trees;

namespace Piwa.Chain.Minting;

/// <content>Appending.</content>
internal sealed partial class TreeLane
{
    /// <summary>
    /// Compute units for creating a tree. The default of 200,000 is too little from depth 24 on: up to 319,000 were measured with the
    /// real programs.
    /// </summary>
    private const uint CreateTreeComputeUnits = 400_000;

    /// <summary>Appends the part of a list that has not been appended yet.</summary>
    /// <returns>How many had been before, and the transactions that landed for the others.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The piece starts after the next leaf of the lane.</exception>
    public ValueTask<(int Already, int TransactionCount)> AppendAsync(
        long firstIndex, ILeafList leaves, CancellationToken cancellationToken) =>
        RunAloneAsync(() => AppendAloneAsync(firstIndex, leaves, cancellationToken), cancellationToken);

    private async ValueTask<(int Already, int TransactionCount)> AppendAloneAsync(
        long firstIndex, ILeafList leaves, CancellationToken cancellationToken)
    {
        if (firstIndex > LeafCount)
        {
            throw new ArgumentOutOfRangeException(
                nameof(firstIndex), firstIndex, $"The lane has {LeafCount} {_kind.Leaves}; the list cannot go on after a gap.");
        }

        if (_trees is [.., LaneTree last])
            await SentAsync(() => _courier.CheckAsync(last, cancellationToken)).ConfigureAwait(false);
        int already = (int)Math.Min(leaves.Count, LeafCount - firstIndex);
        await CheckAppendedAsync(firstIndex, leaves, already, cancellationToken).ConfigureAwait(false);

        int transactions = 0;
        for (int next = already; next < leaves.Count; next = (int)(LeafCount - firstIndex))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_trees is not [.., { Room: > 0 }])
            {
                await CreateTreeAsync(leaves.Count - next, cancellationToken).ConfigureAwait(false);
                transactions++;
            }

            int first = next;
            await SentAsync(async () =>
                transactions += await _courier.AppendAsync(_trees[^1], leaves, first, cancellationToken).ConfigureAwait(false))
                .ConfigureAwait(false);
        }

        return (already, transactions);
    }

    private async ValueTask CreateTreeAsync(long pendingCount, CancellationToken cancellationToken)
    {
        TreeSize size = TreeSize.ForLeaves(Math.Max(pendingCount, _options.ExpectedCount - LeafCount), _options.MaximumTreeDepth);
        PublicKey address = LaneTree.AddressOf(_options.Name, _writer, _nextNumber, _kind.Program);
        ulong rent = await _rpc.GetMinimumBalanceForRentExemptionAsync(size.AccountBytes, cancellationToken).ConfigureAwait(false);
        LaneTree tree = new(_nextNumber, address, _kind.AuthorityOf(address, _writer), size, LeafCount, leafCount: 0);
        Instruction[] instructions =
        [
            ComputeBudgetInstructions.SetComputeUnitLimit(CreateTreeComputeUnits),
            SystemInstructions.CreateAccountWithSeed(
                _payer,
                _writer,
                LaneTree.SeedOf(_options.Name, _nextNumber),
                rent,
                (ulong)size.AccountBytes,
                _kind.Program.Id),
            _kind.CreateTree(address, size, _payer, _writer),
        ];
        int before = _trees.Count;
        _isStale = true;
        await _courier.CreateTreeAsync(tree, instructions, cancellationToken).ConfigureAwait(false);

        // As it stands on the chain: a call that was cut short may have created it for another number of leaves.
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

    /// <summary>Stops if the ledger has other leaves where the first of the list should stand.</summary>
    private async ValueTask CheckAppendedAsync(
        long firstIndex, ILeafList leaves, int count, CancellationToken cancellationToken)
    {
        for (int next = 0; next < count;)
        {
            LaneTree tree = TreeOf(firstIndex + next);
            long leafIndex = firstIndex + next - tree.FirstIndex;
            int inTree = (int)Math.Min(count - next, tree.LeafCount - leafIndex);
            Hash256[] found = await _courier.ReadAllAsync(tree, leafIndex, inTree, cancellationToken).ConfigureAwait(false);
            for (int i = 0; i < inTree; i++)
                ThrowIfForeign(tree, leafIndex + i, found[i], firstIndex + next + i, leaves, next + i);
            next += inTree;
        }
    }

    private void ThrowIfForeign(LaneTree tree, long leafIndex, Hash256 found, long index, ILeafList leaves, int number)
    {
        Hash256 expected = leaves.LeafAt(number, tree, leafIndex);
        if (found == expected)
            return;
        throw new ForeignLeafException(
            $"{_kind.Leaf} {index} of lane '{_options.Name}' is not the one requested: leaf {leafIndex} of tree "
            + $"{tree.Address} is {found}, and {leaves.NameOf(number)} would be {expected}. "
            + $"The list has changed, or somebody else uses the key of {_writer}.");
    }
}
