using Piwa.Chain.Hashing;
using Piwa.Chain.Provenance.Rocks;

namespace Piwa.Chain.Provenance.Registry;

/// <summary>Asks and enters, with what one thread needs for it. One session alone enters.</summary>
internal sealed unsafe class RegistrySession : IDisposable
{
    /// <summary>Claims that are looked up and written at once. More do not make it faster; a longer call is taken in pieces.</summary>
    public const int PieceClaims = 8_192;

    private readonly RegistryStore _store;
    private readonly SortedHashes _hashes = new(PieceClaims);
    private readonly RocksLookup _lookup = new(PieceClaims);
    private readonly RocksBatch _batch = new();
    private readonly FirstUpload?[] _found = new FirstUpload?[PieceClaims];
    private readonly OriginTable _origins;

    public RegistrySession(RegistryStore store)
    {
        _store = store;
        _origins = new OriginTable(store);
    }

    /// <summary>Tells who brought content first.</summary>
    /// <param name="claims">At most <see cref="PieceClaims"/>; their kinds do not matter.</param>
    /// <param name="answers">Takes one for each claim.</param>
    public void Find(ArraySegment<ContentClaim> claims, Span<FirstUpload?> answers)
    {
        Look(claims);
        for (int i = 0; i < claims.Count; i++)
            answers[i] = _found[_hashes.PlaceOf(i)];
    }

    /// <summary>Enters what is new, and tells who brought content first. It is durable once the store has been made so.</summary>
    /// <param name="origin">Who brings it.</param>
    /// <param name="time">When.</param>
    /// <param name="claims">At most <see cref="PieceClaims"/>.</param>
    /// <param name="answers">Takes one for each claim.</param>
    public void GetOrAdd(UploadOrigin origin, DateTimeOffset time, ArraySegment<ContentClaim> claims, Span<FirstUpload> answers)
    {
        Look(claims);
        Add(origin, time, claims);
        for (int i = 0; i < claims.Count; i++)
        {
            int place = _hashes.PlaceOf(i);
            FirstUpload? found = _found[place];
            answers[i] = found ?? new FirstUpload(origin, time, isNew: _hashes.FirstOf(place) == i);
        }
    }

    public void Dispose()
    {
        _origins.Dispose();
        _batch.Dispose();
        _lookup.Dispose();
        _hashes.Dispose();
    }

    /// <summary>Finds who brought the distinct hashes of claims.</summary>
    private void Look(ArraySegment<ContentClaim> claims)
    {
        _hashes.Load(claims);
        _lookup.Find(_store.Rocks, _store.Rocks.Hashes, (byte*)_hashes.Hashes, Hash256.Size, _hashes.Count);
        for (int place = 0; place < _hashes.Count; place++)
        {
            _found[place] = null;
            if (!_lookup.TryGet(place, out ReadOnlySpan<byte> bytes))
                continue;
            if (!UploadValue.TryRead(bytes, out UploadValue value))
                throw _store.Corrupted($"the entry of {_hashes.Hashes[place]} is none.");
            _found[place] = new FirstUpload(
                _origins.Get(value.Origin), DateTimeOffset.FromUnixTimeMilliseconds(value.UnixMilliseconds), isNew: false);
        }

        _lookup.Clear();
    }

    /// <summary>Enters the hashes that were not found, in one batch with their origin.</summary>
    private void Add(UploadOrigin origin, DateTimeOffset time, ArraySegment<ContentClaim> claims)
    {
        Span<byte> value = stackalloc byte[UploadValue.MaximumBytes];
        uint? number = null;
        _batch.Clear();
        for (int place = 0; place < _hashes.Count; place++)
        {
            if (_found[place] is not null)
                continue;
            number ??= _origins.GetOrAdd(origin, _batch);
            UploadValue entry = new(number.Value, time.ToUnixTimeMilliseconds(), claims[_hashes.FirstOf(place)].Kind);
            _batch.Put(_store.Rocks.Hashes, _hashes[place], value[..entry.Write(value)]);
        }

        if (number is null)
            return;
        try
        {
            _store.Rocks.Write(_batch);
        }
        catch
        {
            _origins.Forget();
            throw;
        }
    }
}
