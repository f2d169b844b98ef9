using System.Runtime.InteropServices;

namespace Piwa.Chain.Provenance.Rocks;

/// <summary>Room to look up many keys at once, and what was found until the next lookup. For one thread.</summary>
internal sealed unsafe class RocksLookup : IDisposable
{
    private readonly RocksSlice* _keys;
    private readonly nint* _values;
    private readonly nint* _errors;
    private int _count;
    private bool _disposed;

    /// <param name="capacity">The most keys of one lookup.</param>
    public RocksLookup(int capacity)
    {
        _keys = (RocksSlice*)NativeMemory.AllocZeroed((nuint)capacity, (nuint)sizeof(RocksSlice));
        _values = (nint*)NativeMemory.AllocZeroed((nuint)capacity, (nuint)sizeof(nint));
        _errors = (nint*)NativeMemory.AllocZeroed((nuint)capacity, (nuint)sizeof(nint));
    }

    /// <summary>Looks up keys that stand one behind the other, in ascending order.</summary>
    /// <param name="store">Where to look.</param>
    /// <param name="family">In which family.</param>
    /// <param name="keys">The keys; they stay where they are.</param>
    /// <param name="keyBytes">The length of each.</param>
    /// <param name="count">How many.</param>
    /// <exception cref="RocksException">A key cannot be looked up.</exception>
    public void Find(RocksStore store, nint family, byte* keys, int keyBytes, int count)
    {
        Clear();
        for (int i = 0; i < count; i++)
            _keys[i] = new RocksSlice { Bytes = keys + ((nint)i * keyBytes), ByteCount = (nuint)keyBytes };
        store.GetMany(family, count, _keys, _values, _errors);
        _count = count;
        nint failed = 0;
        for (int i = 0; i < count; i++)
        {
            if (_errors[i] == 0)
                continue;
            if (failed == 0)
                failed = _errors[i];
            else
                RocksLibrary.Free(_errors[i]);
            _errors[i] = 0;
        }

        RocksStore.ThrowIfFailed(failed);
    }

    /// <summary>The value of a key of the last lookup, which stays until the next one.</summary>
    /// <returns>False if it has none.</returns>
    public bool TryGet(int index, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (_values[index] == 0)
            return false;
        nuint bytes;
        byte* start = RocksLibrary.ReadValue(_values[index], &bytes);
        value = new ReadOnlySpan<byte>(start, (int)bytes);
        return true;
    }

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        Clear();
        NativeMemory.Free(_keys);
        NativeMemory.Free(_values);
        NativeMemory.Free(_errors);
    }

    /// <summary>Releases what was found.</summary>
    public void Clear()
    {
        for (int i = 0; i < _count; i++)
        {
            if (_values[i] != 0)
                RocksLibrary.DestroyValue(_values[i]);
            _values[i] = 0;
        }

        _count = 0;
    }
}
