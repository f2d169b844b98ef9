using System.Reflection;
using System.Runtime.InteropServices;

namespace Piwa.Chain.Provenance.Rocks;

/// <summary>What the registry calls of RocksDB's plain C interface (<c>rocksdb/c.h</c>). The library is loaded by the first call.</summary>
/// <remarks>
/// A function that may fail takes the address of a null pointer, where it leaves a text that <see cref="Free"/> releases.
/// </remarks>
internal static unsafe partial class RocksLibrary
{
    private const string Name = "rocksdb";

    /// <summary>The package carries builds for both C libraries of Linux in one folder; the system finds only the first by itself.</summary>
    private const string MuslName = "rocksdb-musl";

    static RocksLibrary() => NativeLibrary.SetDllImportResolver(typeof(RocksLibrary).Assembly, Resolve);

    [LibraryImport(Name, EntryPoint = "rocksdb_free")]
    public static partial void Free(nint memory);

    [LibraryImport(Name, EntryPoint = "rocksdb_options_create")]
    public static partial nint CreateOptions();

    [LibraryImport(Name, EntryPoint = "rocksdb_options_destroy")]
    public static partial void DestroyOptions(nint options);

    /// <summary>Sets options by their names in RocksDB's own notation.</summary>
    [LibraryImport(Name, EntryPoint = "rocksdb_get_options_from_string", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void ParseOptions(nint basis, string text, nint parsed, nint* error);

    [LibraryImport(Name, EntryPoint = "rocksdb_open_column_families", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint Open(
        nint options, string directory, int familyCount, nint* familyNames, nint* familyOptions, nint* families, nint* error);

    [LibraryImport(Name, EntryPoint = "rocksdb_close")]
    public static partial void Close(nint store);

    [LibraryImport(Name, EntryPoint = "rocksdb_column_family_handle_destroy")]
    public static partial void DestroyFamily(nint family);

    [LibraryImport(Name, EntryPoint = "rocksdb_readoptions_create")]
    public static partial nint CreateReadOptions();

    [LibraryImport(Name, EntryPoint = "rocksdb_readoptions_destroy")]
    public static partial void DestroyReadOptions(nint options);

    [LibraryImport(Name, EntryPoint = "rocksdb_writeoptions_create")]
    public static partial nint CreateWriteOptions();

    [LibraryImport(Name, EntryPoint = "rocksdb_writeoptions_destroy")]
    public static partial void DestroyWriteOptions(nint options);

    [LibraryImport(Name, EntryPoint = "rocksdb_writeoptions_set_memtable_insert_hint_per_batch")]
    public static partial void SetInsertHintPerBatch(nint options, byte value);

    [LibraryImport(Name, EntryPoint = "rocksdb_writebatch_create")]
    public static partial nint CreateBatch();

    [LibraryImport(Name, EntryPoint = "rocksdb_writebatch_destroy")]
    public static partial void DestroyBatch(nint batch);

    [LibraryImport(Name, EntryPoint = "rocksdb_writebatch_clear")]
    public static partial void ClearBatch(nint batch);

    /// <summary>Copies some 50 bytes: less than a change to native code and back would take.</summary>
    [LibraryImport(Name, EntryPoint = "rocksdb_writebatch_put_cf")]
    [SuppressGCTransition]
    public static partial void PutInBatch(nint batch, nint family, void* key, nuint keyBytes, void* value, nuint valueBytes);

    [LibraryImport(Name, EntryPoint = "rocksdb_write")]
    public static partial void Write(nint store, nint options, nint batch, nint* error);

    [LibraryImport(Name, EntryPoint = "rocksdb_flush_wal")]
    public static partial void FlushLog(nint store, byte sync, nint* error);

    [LibraryImport(Name, EntryPoint = "rocksdb_batched_multi_get_cf_slice")]
    public static partial void GetMany(
        nint store, nint options, nint family, nuint count, RocksSlice* keys, nint* values, nint* errors, byte isSorted);

    [LibraryImport(Name, EntryPoint = "rocksdb_pinnableslice_value")]
    [SuppressGCTransition]
    public static partial byte* ReadValue(nint value, nuint* bytes);

    [LibraryImport(Name, EntryPoint = "rocksdb_pinnableslice_destroy")]
    public static partial void DestroyValue(nint value);

    [LibraryImport(Name, EntryPoint = "rocksdb_get_latest_sequence_number")]
    public static partial ulong GetLatestSequence(nint store);

    [LibraryImport(Name, EntryPoint = "rocksdb_property_value_cf", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint GetProperty(nint store, nint family, string name);

    [LibraryImport(Name, EntryPoint = "rocksdb_create_iterator_cf")]
    public static partial nint CreateIterator(nint store, nint options, nint family);

    [LibraryImport(Name, EntryPoint = "rocksdb_iter_destroy")]
    public static partial void DestroyIterator(nint iterator);

    [LibraryImport(Name, EntryPoint = "rocksdb_iter_seek_for_prev")]
    public static partial void SeekForPrevious(nint iterator, void* key, nuint keyBytes);

    [LibraryImport(Name, EntryPoint = "rocksdb_iter_valid")]
    public static partial byte IsValid(nint iterator);

    [LibraryImport(Name, EntryPoint = "rocksdb_iter_key")]
    public static partial byte* ReadKey(nint iterator, nuint* bytes);

    [LibraryImport(Name, EntryPoint = "rocksdb_iter_get_error")]
    public static partial void GetIteratorError(nint iterator, nint* error);

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        bool isMusl = name == Name && RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal);
        return isMusl && NativeLibrary.TryLoad(MuslName, assembly, path, out nint library) ? library : 0;
    }
}
