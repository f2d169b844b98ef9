using System.Numerics;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Transactions;

/// <summary>Addresses, each once, numbered in the order in which they came.</summary>
/// <remarks>Open addressing: what came last can be taken out again, for nothing was put behind it.</remarks>
internal sealed class KeyTable
{
    /// <summary>More than a transaction of mints names.</summary>
    private const int InitialCapacity = 16;

    /// <summary>Places for each address, so that most stand where they are looked for first.</summary>
    private const int PlacesPerKey = 2;

    private PublicKey[] _keys = new PublicKey[InitialCapacity];

    // The number of the address and one; 0 where there is none.
    private int[] _places = new int[InitialCapacity * PlacesPerKey];

    public int Count { get; private set; }

    public ReadOnlySpan<PublicKey> Keys => _keys.AsSpan(0, Count);

    /// <summary>Puts an address in unless it is there.</summary>
    /// <returns>Its number: the count before if it is new.</returns>
    public int Add(in PublicKey key)
    {
        int place = PlaceOf(in key);
        if (_places[place] != 0)
            return _places[place] - 1;
        if (Count == _keys.Length)
        {
            Grow();
            place = PlaceOf(in key);
        }

        _keys[Count] = key;
        _places[place] = ++Count;
        return Count - 1;
    }

    /// <summary>Takes out the address that came last.</summary>
    public void RemoveLast()
    {
        _places[PlaceOf(in _keys[Count - 1])] = 0;
        Count--;
    }

    public void Clear()
    {
        Count = 0;
        _places.AsSpan().Clear();
    }

    /// <summary>Where an address stands, or the free place where it would.</summary>
    private int PlaceOf(in PublicKey key)
    {
        int place = (int)(key.Spread >> (sizeof(ulong) * 8 - BitOperations.Log2((uint)_places.Length)));
        while (_places[place] is var number and not 0 && _keys[number - 1] != key)
            place = (place + 1) & (_places.Length - 1);
        return place;
    }

    private void Grow()
    {
        Array.Resize(ref _keys, 2 * _keys.Length);
        _places = new int[_keys.Length * PlacesPerKey];
        for (int number = 0; number < Count; number++)
            _places[PlaceOf(in _keys[number])] = number + 1;
    }
}
