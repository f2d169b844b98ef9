using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Rpc;

namespace Piwa.Chain.Ledger;

/// <summary>What minting needs beyond a node's answers: batches in order, and the leaves of trees.</summary>
/// <remarks>Implementations are safe to use from several threads at once.</remarks>
public interface ILedger : IRpcClient
{
    /// <summary>Sends transactions in order, and returns when all that landed are durable.</summary>
    /// <param name="transactions">The signed transactions in their wire form.</param>
    /// <param name="options">How to send them.</param>
    /// <param name="cancellationToken">Gives up waiting; transactions may land nevertheless.</param>
    /// <returns>What became of each, in the same order.</returns>
    ValueTask<IReadOnlyList<TransactionOutcome>> SendTransactionsAsync(
        IReadOnlyList<ReadOnlyMemory<byte>> transactions, SendOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Reads leaves of a tree as they stand now.</summary>
    /// <param name="tree">The tree's account.</param>
    /// <param name="firstIndex">The index of the first leaf.</param>
    /// <param name="destination">Receives the leaves.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>How many there were; fewer than asked for at the end of the tree, and none where there is no tree.</returns>
    ValueTask<int> ReadLeavesAsync(
        PublicKey tree, long firstIndex, Memory<Hash256> destination, CancellationToken cancellationToken = default);
}
