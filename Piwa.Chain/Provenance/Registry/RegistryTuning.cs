using System.Globalization;

namespace Piwa.Chain.Provenance.Registry;

/// <summary>RocksDB's options for a registry: random keys of 32 bytes, each put once, most of them never asked for before.</summary>
internal static class RegistryTuning
{
    /// <summary>A table in memory of 64 MiB holds a million entries; larger ones gain nothing more.</summary>
    private const long MaximumTableBytes = 64L << 20;

    /// <summary>Tables in memory: one that is filled, two that are being written to files.</summary>
    private const int TableCount = 3;

    /// <summary>Of the memory, one table's share; <see cref="TableCount"/> of them, and half for the cache, leave an eighth for the rest.</summary>
    private const int TableShare = 8;

    /// <summary>Of the memory, the share of a buffer that a table is written or merged through.</summary>
    private const int BufferShare = 64;

    /// <summary>The buffer that RocksDB has by itself; it reads ahead twice as much.</summary>
    private const long MaximumBufferBytes = 1L << 20;

    /// <summary>10 bits of filter a key let one in a hundred unknown keys pass.</summary>
    private const int FilterBits = 10;

    /// <summary>The filter of a table in memory, as a share of it: 26 bits an entry.</summary>
    private const double TableFilterShare = 0.05;

    public static string Format(long memoryBytes)
    {
        long table = Math.Min(MaximumTableBytes, memoryBytes / TableShare);
        long buffer = Math.Min(MaximumBufferBytes, memoryBytes / BufferShare);
        return string.Join(';',
        [
            "create_if_missing=true",
            "create_missing_column_families=true",

            // The rest of a write that was torn ends the log; anything else that is not intact is an error. Whether the end itself was
            // damaged, the mark tells.
            "wal_recovery_mode=kTolerateCorruptedTailRecords",
            "track_and_verify_wals_in_manifest=true",
            "paranoid_checks=true",
            "info_log_level=WARN_LEVEL",
            "keep_log_file_num=2",
            "max_open_files=-1",
            string.Create(CultureInfo.InvariantCulture, $"max_background_jobs={Math.Max(2, Environment.ProcessorCount)}"),
            "bytes_per_sync=1048576",
            string.Create(CultureInfo.InvariantCulture, $"writable_file_max_buffer_size={buffer}"),
            string.Create(CultureInfo.InvariantCulture, $"compaction_readahead_size={2 * buffer}"),
            string.Create(CultureInfo.InvariantCulture, $"write_buffer_size={table}"),
            string.Create(CultureInfo.InvariantCulture, $"max_write_buffer_number={TableCount}"),
            string.Create(CultureInfo.InvariantCulture, $"memtable_prefix_bloom_size_ratio={TableFilterShare}"),
            "memtable_whole_key_filtering=true",

            // Hashes do not compress.
            "compression=kNoCompression",
            string.Create(
                CultureInfo.InvariantCulture,
                $"block_based_table_factory={{block_cache={memoryBytes / 2};cache_index_and_filter_blocks=true;"
                + $"pin_l0_filter_and_index_blocks_in_cache=true;filter_policy=bloomfilter:{FilterBits}:false;block_size=4096;format_version=6}}"),
        ]);
    }
}
