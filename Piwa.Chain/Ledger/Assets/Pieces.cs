namespace Piwa.Chain.Ledger.Assets;

/// <summary>A list that grows in pieces, so that growing never copies what is there.</summary>
internal sealed class Pieces<T>
    where T : struct
{
    private const int PieceItems = 4096;

    private readonly List<T[]> _pieces = [];

    public int Count { get; private set; }

    public ref T this[int index] => ref _pieces[index / PieceItems][index % PieceItems];

    /// <summary>Adds an item.</summary>
    /// <returns>Its index.</returns>
    public int Add(T item)
    {
        if (Count / PieceItems == _pieces.Count)
            _pieces.Add(new T[PieceItems]);
        this[Count] = item;
        return Count++;
    }

    /// <summary>Takes the last items away.</summary>
    /// <param name="count">How many are left.</param>
    public void Truncate(int count) => Count = count;
}
