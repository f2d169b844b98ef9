using Piwa.Chain.Hashing;
using Piwa.Chain.Transactions;

namespace Piwa.Chain.Minting;

/// <summary>How a lane's transactions get to its trees, and what the lane knows of leaves.</summary>
/// <remarks>Used by one caller at a time. After an exception the caller loads anew.</remarks>
internal interface ILaneCourier : IDisposable
{
    /// <summary>Finds the lane's trees with what has landed for good; nothing is under way when it returns.</summary>
    /// <returns>The trees in order, and the number that the next one will have.</returns>
    /// <exception cref="ForeignLeafException">The tree holds what the lane did not put there.</exception>
    ValueTask<(List<LaneTree> Trees, int NextNumber)> LoadAsync(CancellationToken cancellationToken);

    /// <summary>Creates a tree.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="instructions">What creates it, in one transaction.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask CreateTreeAsync(LaneTree tree, IReadOnlyList<Instruction> instructions, CancellationToken cancellationToken);

    /// <summary>Appends leaves to the lane's last tree until it is full or there are no more, and returns when all have landed for
    /// good.</summary>
    /// <param name="tree">The tree; its count grows with what has landed.</param>
    /// <param name="leaves">The leaves.</param>
    /// <param name="first">The first one to append.</param>
    /// <param name="cancellationToken">Stops as soon as nothing gets lost by it.</param>
    /// <returns>The number of transactions that landed.</returns>
    ValueTask<int> AppendAsync(LaneTree tree, ILeafList leaves, int first, CancellationToken cancellationToken);

    /// <summary>Stops if the last tree is not as the lane left it.</summary>
    /// <exception cref="ForeignLeafException">The tree holds what the lane did not put there.</exception>
    ValueTask CheckAsync(LaneTree tree, CancellationToken cancellationToken);

    /// <summary>Reads leaves of a tree that were appended.</summary>
    /// <returns>How many there were: at least one.</returns>
    ValueTask<int> ReadLeavesAsync(LaneTree tree, long firstIndex, Memory<Hash256> destination, CancellationToken cancellationToken);
}
