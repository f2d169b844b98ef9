using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Piwa.Chain.Hashing;

namespace Piwa.Chain.Provenance.Registry;

/// <summary>The distinct hashes of some claims in ascending order, where native code finds them. For one thread.</summary>
/// <remarks>
/// Sorted by the first eight bytes as a number; only where these are equal are whole hashes compared. Equal hashes keep the order of their
/// claims, so that the first claim of a hash is the one that brings it.
/// </remarks>
internal sealed unsafe class SortedHashes : IDisposable
{
    private readonly ulong[] _prefixes;
    private readonly int[] _order;
    private readonly int[] _places;
    private readonly int[] _firsts;
    private readonly TieOrder _ties = new();
    private Hash256* _hashes;

    public SortedHashes(int capacity)
    {
        _prefixes = new ulong[capacity];
        _order = new int[capacity];
        _places = new int[capacity];
        _firsts = new int[capacity];
        _hashes = (Hash256*)NativeMemory.AllocZeroed((nuint)capacity, (nuint)sizeof(Hash256));
    }

    /// <summary>How many distinct hashes there are.</summary>
    public int Count { get; private set; }

    /// <summary>The hashes, one behind the other.</summary>
    public Hash256* Hashes => _hashes;

    /// <summary>The claims' bytes of a hash, as the store's key.</summary>
    public ReadOnlySpan<byte> this[int place] => Hash256.AsSpan(in _hashes[place]);

    /// <summary>Where a claim's hash stands among <see cref="Hashes"/>.</summary>
    public int PlaceOf(int claim) => _places[claim];

    /// <summary>The first claim of a hash.</summary>
    public int FirstOf(int place) => _firsts[place];

    /// <summary>Sorts the hashes of some claims.</summary>
    public void Load(ArraySegment<ContentClaim> claims)
    {
        for (int i = 0; i < claims.Count; i++)
        {
            ref readonly ContentClaim claim = ref claims.Array![claims.Offset + i];
            Hash256 hash = claim.Hash;
            _prefixes[i] = BinaryPrimitives.ReadUInt64BigEndian(Hash256.AsSpan(in hash));
            _order[i] = i;
        }

        Array.Sort(_prefixes, _order, 0, claims.Count);
        _ties.Claims = claims;
        Count = 0;
        for (int start = 0, end; start < claims.Count; start = end)
        {
            end = start + 1;
            while (end < claims.Count && _prefixes[end] == _prefixes[start])
                end++;
            if (end - start > 1)
                Array.Sort(_order, start, end - start, _ties);
            Add(claims, start, end);
        }
    }

    public void Dispose()
    {
        NativeMemory.Free(_hashes);
        _hashes = null;
    }

    /// <summary>Adds the hashes of one prefix.</summary>
    private void Add(ArraySegment<ContentClaim> claims, int start, int end)
    {
        for (int i = start; i < end; i++)
        {
            int claim = _order[i];
            Hash256 hash = claims[claim].Hash;
            if (i == start || hash != _hashes[Count - 1])
            {
                _hashes[Count] = hash;
                _firsts[Count++] = claim;
            }

            _places[claim] = Count - 1;
        }
    }

    /// <summary>By the whole hash, then by place.</summary>
    private sealed class TieOrder : IComparer<int>
    {
        public ArraySegment<ContentClaim> Claims { get; set; }

        public int Compare(int x, int y)
        {
            Hash256 left = Claims[x].Hash, right = Claims[y].Hash;
            int order = Hash256.AsSpan(in left).SequenceCompareTo(Hash256.AsSpan(in right));
            return order != 0 ? order : x.CompareTo(y);
        }
    }
}
