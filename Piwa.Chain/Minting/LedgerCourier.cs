using Piwa.Chain.Hashing;
using Piwa.Chain.Ledger;
using Piwa.Chain.Rpc;
using Piwa.Chain.Transactions;
using Piwa.Chain.Trees;

namespace Piwa.Chain.Minting;

/// <summary>Sends batches to a ledger that runs them in order and answers when they are durable: nothing is ever under way, and the
/// ledger itself says what has landed.</summary>
internal sealed class LedgerCourier(ILedger ledger, TreeLaneOptions options) : ILaneCourier
{
    private static readonly SendOptions InOrder = new() { StopAtFirstFailure = true, OmitLogs = true };

    private readonly LaneReader _reader = new(ledger, options);
    private readonly LaneSigner _signer = new(options);
    private MerkleFrontier _frontier = new(depth: 0);

    // The transactions of a batch: the ledger has done with them when it answers.
    private byte[] _wire = [];

    public async ValueTask<(List<LaneTree> Trees, int NextNumber)> LoadAsync(CancellationToken cancellationToken)
    {
        (List<LaneTree> trees, int nextNumber) = await _reader.FindTreesAsync(Commitment.Confirmed, cancellationToken).ConfigureAwait(false);
        if (trees is [.., LaneTree last])
        {
            _frontier = new MerkleFrontier(last.Depth);
            foreach (Hash256 leaf in await this.ReadAllAsync(last, 0, checked((int)last.LeafCount), cancellationToken).ConfigureAwait(false))
                _frontier.Append(leaf);
            await CheckAsync(last, cancellationToken).ConfigureAwait(false);
        }

        return (trees, nextNumber);
    }

    public async ValueTask CreateTreeAsync(LaneTree tree, IReadOnlyList<Instruction> instructions, CancellationToken cancellationToken)
    {
        Hash256 blockhash = await GetBlockhashAsync(cancellationToken).ConfigureAwait(false);
        ReadOnlyMemory<byte> transaction = await _signer.SignAsync(instructions, blockhash, cancellationToken).ConfigureAwait(false);
        TransactionOutcome outcome =
            (await ledger.SendTransactionsAsync([transaction], InOrder, cancellationToken).ConfigureAwait(false))[0];

        // Perhaps the address has been taken since it was looked for, so the next call looks again.
        if (outcome.Disposition != TransactionDisposition.Succeeded)
            throw new MintFailedException(tree.FirstIndex, outcome.Error, outcome.LogMessages);
        _frontier = new MerkleFrontier(tree.Depth);
    }

    public async ValueTask<int> AppendAsync(LaneTree tree, ILeafList leaves, int first, CancellationToken cancellationToken)
    {
        LeafBatch batch = LeafBatch.Pack(tree, _signer.Payer, options.Kind.TraceLength, leaves, first, options.BatchTransactions);
        Hash256 blockhash = await GetBlockhashAsync(cancellationToken).ConfigureAwait(false);
        ReadOnlyMemory<byte>[] transactions = new ReadOnlyMemory<byte>[batch.Transactions.Count];
        if (_wire.Length < transactions.Length * Transaction.MaximumBytes)
            _wire = new byte[transactions.Length * Transaction.MaximumBytes];
        for (int i = 0; i < transactions.Length; i++)
        {
            Memory<byte> place = _wire.AsMemory(i * Transaction.MaximumBytes, Transaction.MaximumBytes);
            int length = await _signer.SignAsync(batch.Transactions[i], blockhash, place, cancellationToken).ConfigureAwait(false);
            transactions[i] = place[..length];
        }

        IReadOnlyList<TransactionOutcome> outcomes =
            await ledger.SendTransactionsAsync(transactions, InOrder, cancellationToken).ConfigureAwait(false);
        int landed = 0;
        int succeeded = 0;
        for (; succeeded < outcomes.Count && outcomes[succeeded].Disposition == TransactionDisposition.Succeeded; succeeded++)
            landed += batch.CountLeaves(succeeded);
        for (int i = 0; i < landed; i++)
            _frontier.Append(batch.Leaves[i]);
        tree.LeafCount += landed;
        await CheckAsync(tree, cancellationToken).ConfigureAwait(false);
        return succeeded == outcomes.Count
            ? succeeded
            : throw new MintFailedException(tree.FirstIndex + tree.LeafCount, outcomes[succeeded].Error, outcomes[succeeded].LogMessages);
    }

    public async ValueTask CheckAsync(LaneTree tree, CancellationToken cancellationToken)
    {
        Hash256 expected = _frontier.ComputeRoot();
        (Hash256 actual, ulong changes) = await _reader.ReadRootAsync(tree.Address, cancellationToken).ConfigureAwait(false);
        if (actual != expected)
            throw ForeignLeafException.ForRoot(tree, options, expected, actual, changes);
    }

    public async ValueTask<int> ReadLeavesAsync(
        LaneTree tree, long firstIndex, Memory<Hash256> destination, CancellationToken cancellationToken)
    {
        int found = await ledger.ReadLeavesAsync(tree.Address, firstIndex, destination, cancellationToken).ConfigureAwait(false);
        return found != 0 || destination.IsEmpty
            ? found
            : throw new InvalidOperationException(
                $"The ledger has {firstIndex} leaves of tree {tree.Address}, where {tree.LeafCount} were appended.");
    }

    public void Dispose()
    {
    }

    private async ValueTask<Hash256> GetBlockhashAsync(CancellationToken cancellationToken) =>
        (await ledger.GetLatestBlockHashAsync(cancellationToken: cancellationToken).ConfigureAwait(false)).Blockhash;
}
