using Piwa.Chain.Hashing;

namespace Piwa.Chain.Ledger.Execution;

/// <summary>The leaves of one tree as they stand now, each with the transaction that put it there.</summary>
/// <remarks>In pieces of fixed size, so that growing never copies what is there: a tree may have a billion leaves.</remarks>
internal sealed class LeafLog
{
    private const int PieceLeaves = 4096;

    private readonly List<Piece> _pieces = [];

    public long Count { get; private set; }

    public void Set(uint index, Hash256 leaf, int transaction)
    {
        int piece = (int)(index / PieceLeaves);
        while (_pieces.Count <= piece)
            _pieces.Add(new Piece(new Hash256[PieceLeaves], new int[PieceLeaves]));
        _pieces[piece].Leaves[index % PieceLeaves] = leaf;
        _pieces[piece].Transactions[index % PieceLeaves] = transaction;
        Count = Math.Max(Count, index + 1L);
    }

    /// <summary>What stands at an index, be it beyond the last leaf.</summary>
    public (Hash256 Leaf, int Transaction) At(uint index)
    {
        int piece = (int)(index / PieceLeaves);
        return piece < _pieces.Count
            ? (_pieces[piece].Leaves[index % PieceLeaves], _pieces[piece].Transactions[index % PieceLeaves])
            : default;
    }

    /// <summary>Takes back a change.</summary>
    /// <param name="index">The leaf that was set.</param>
    /// <param name="before">What stood there.</param>
    /// <param name="count">How many leaves there were.</param>
    public void Restore(uint index, (Hash256 Leaf, int Transaction) before, long count)
    {
        Set(index, before.Leaf, before.Transaction);
        Count = count;
    }

    /// <summary>Copies leaves from an index on.</summary>
    /// <returns>How many there were.</returns>
    public int Read(long firstIndex, Span<Hash256> destination)
    {
        int count = (int)Math.Clamp(Count - firstIndex, 0, destination.Length);
        for (int copied = 0; copied < count;)
        {
            long index = firstIndex + copied;
            int offset = (int)(index % PieceLeaves);
            int length = Math.Min(count - copied, PieceLeaves - offset);
            _pieces[(int)(index / PieceLeaves)].Leaves.AsSpan(offset, length).CopyTo(destination[copied..]);
            copied += length;
        }

        return count;
    }

    /// <summary>The leaf that stands there.</summary>
    public Hash256 LeafAt(long index) => _pieces[(int)(index / PieceLeaves)].Leaves[index % PieceLeaves];

    /// <summary>The transaction that put a leaf there, by its number in the ledger.</summary>
    public int TransactionOf(long index) => _pieces[(int)(index / PieceLeaves)].Transactions[index % PieceLeaves];

    private readonly record struct Piece(Hash256[] Leaves, int[] Transactions);
}
