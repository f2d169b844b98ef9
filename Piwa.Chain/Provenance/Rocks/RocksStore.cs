using System.Globalization;
using System.Runtime.InteropServices;

namespace Piwa.Chain.Provenance.Rocks;

/// <summary>A RocksDB store with the two families of keys of a registry.</summary>
/// <remarks>
/// Each key is put once and none is deleted or replaced, and RocksDB numbers what is put: so there are as many entries as the latest number
/// says, and one that is missing is noticed when the store is opened (<see cref="CountEntries()"/>). Safe to use from several threads; with
/// one <see cref="RocksBatch"/> or <see cref="RocksLookup"/> for each.
/// </remarks>
internal sealed unsafe class RocksStore : IDisposable
{
    private const string HashesName = "default";
    private const string OriginsName = "origins";

    private readonly nint _options;
    private readonly nint _readOptions;
    private readonly nint _writeOptions;
    private nint _store;

    /// <summary>Opens or creates a store.</summary>
    /// <exception cref="RocksException">It cannot be opened.</exception>
    public RocksStore(string directory, string options)
    {
        _options = ParseOptions(options);
        _readOptions = RocksLibrary.CreateReadOptions();
        _writeOptions = RocksLibrary.CreateWriteOptions();
        RocksLibrary.SetInsertHintPerBatch(_writeOptions, 1);
        nint* names = stackalloc nint[] { Marshal.StringToCoTaskMemUTF8(HashesName), Marshal.StringToCoTaskMemUTF8(OriginsName) };
        nint* familyOptions = stackalloc nint[] { _options, _options };
        nint* families = stackalloc nint[2];
        nint error = 0;
        _store = RocksLibrary.Open(_options, directory, 2, names, familyOptions, families, &error);
        Marshal.FreeCoTaskMem(names[0]);
        Marshal.FreeCoTaskMem(names[1]);
        (Hashes, Origins) = (families[0], families[1]);
        if (error != 0)
        {
            DestroyOptions();
            ThrowIfFailed(error);
        }
    }

    /// <summary>The family of the content hashes.</summary>
    public nint Hashes { get; }

    /// <summary>The family of who brings content.</summary>
    public nint Origins { get; }

    /// <summary>The number of the entry that was put last: how many there are.</summary>
    public ulong LatestSequence => RocksLibrary.GetLatestSequence(_store);

    /// <summary>Whether a store was ever created in a directory: RocksDB writes this file last.</summary>
    public static bool Exists(string directory) => File.Exists(Path.Combine(directory, "CURRENT"));

    /// <summary>Writes a batch, all of it or nothing. It is durable after the next <see cref="Sync"/>.</summary>
    public void Write(RocksBatch batch)
    {
        nint error = 0;
        RocksLibrary.Write(_store, _writeOptions, batch.Handle, &error);
        ThrowIfFailed(error);
    }

    /// <summary>Makes durable what was written before.</summary>
    public void Sync()
    {
        nint error = 0;
        RocksLibrary.FlushLog(_store, 1, &error);
        ThrowIfFailed(error);
    }

    /// <summary>Looks up keys, in ascending order.</summary>
    public void GetMany(nint family, int count, RocksSlice* keys, nint* values, nint* errors) =>
        RocksLibrary.GetMany(_store, _readOptions, family, (nuint)count, keys, values, errors, isSorted: 1);

    /// <summary>Counts entries from the tables' properties and the tables in memory, without reading them.</summary>
    public ulong CountEntries() => CountEntries(Hashes) + CountEntries(Origins);

    /// <summary>The greatest key of a family that is not above a bound; empty if there is none.</summary>
    public byte[] FindLast(nint family, ReadOnlySpan<byte> bound)
    {
        nint iterator = RocksLibrary.CreateIterator(_store, _readOptions, family);
        try
        {
            fixed (byte* key = bound)
                RocksLibrary.SeekForPrevious(iterator, key, (nuint)bound.Length);
            nint error = 0;
            RocksLibrary.GetIteratorError(iterator, &error);
            ThrowIfFailed(error);
            if (RocksLibrary.IsValid(iterator) == 0)
                return [];
            nuint bytes;
            byte* found = RocksLibrary.ReadKey(iterator, &bytes);
            return new ReadOnlySpan<byte>(found, (int)bytes).ToArray();
        }
        finally
        {
            RocksLibrary.DestroyIterator(iterator);
        }
    }

    /// <summary>Closes the store, once; waits for what works on it in the background.</summary>
    public void Dispose()
    {
        if (_store == 0)
            return;
        RocksLibrary.DestroyFamily(Hashes);
        RocksLibrary.DestroyFamily(Origins);
        RocksLibrary.Close(_store);
        _store = 0;
        DestroyOptions();
    }

    /// <summary>Throws what a function has left, and releases it.</summary>
    internal static void ThrowIfFailed(nint error)
    {
        if (error == 0)
            return;
        string message = Marshal.PtrToStringUTF8(error)!;
        RocksLibrary.Free(error);
        throw new RocksException(message);
    }

    private static nint ParseOptions(string text)
    {
        nint basis = RocksLibrary.CreateOptions(), parsed = RocksLibrary.CreateOptions(), error = 0;
        RocksLibrary.ParseOptions(basis, text, parsed, &error);
        RocksLibrary.DestroyOptions(basis);
        ThrowIfFailed(error);
        return parsed;
    }

    private ulong CountEntries(nint family)
    {
        // "# data blocks=1; # entries=2; ..."
        const string Entries = "# entries=";
        string tables = ReadProperty(family, "rocksdb.aggregated-table-properties");
        int from = tables.IndexOf(Entries, StringComparison.Ordinal) + Entries.Length;
        int to = tables.IndexOf(';', from);
        return ulong.Parse(tables.AsSpan(from, to - from), CultureInfo.InvariantCulture)
            + ulong.Parse(ReadProperty(family, "rocksdb.num-entries-active-mem-table"), CultureInfo.InvariantCulture)
            + ulong.Parse(ReadProperty(family, "rocksdb.num-entries-imm-mem-tables"), CultureInfo.InvariantCulture);
    }

    private string ReadProperty(nint family, string name)
    {
        nint text = RocksLibrary.GetProperty(_store, family, name);
        if (text == 0)
            throw new RocksException($"Corruption: property {name} cannot be read.");
        string value = Marshal.PtrToStringUTF8(text)!;
        RocksLibrary.Free(text);
        return value;
    }

    private void DestroyOptions()
    {
        RocksLibrary.DestroyWriteOptions(_writeOptions);
        RocksLibrary.DestroyReadOptions(_readOptions);
        RocksLibrary.DestroyOptions(_options);
    }
}
