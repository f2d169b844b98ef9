using Piwa.Bench.Peers;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Shards;

namespace Piwa.Bench.EndToEnd;

/// <summary>
/// Writing a shard, on one thread, against ParquetSharp and against a plain file of the same bytes; all until it is on disk.
/// </summary>
internal static class ShardCeilings
{
    /// <summary>What of ours is timed.</summary>
    public const string Step = "Parquet + BLAKE3 of the file";

    /// <summary>The peer.</summary>
    public const string Peer = "ParquetSharp, same table";

    /// <summary>Measures both.</summary>
    /// <param name="rows">Sealed rows, which become one row group.</param>
    /// <param name="rounds">Rounds, in turns.</param>
    /// <param name="directory">Where the files go.</param>
    public static IReadOnlyList<CeilingTime> Measure(IReadOnlyList<AssetRow> rows, int rounds, string directory)
    {
        string ours = Path.Combine(directory, "ours.parquet"), theirs = Path.Combine(directory, "theirs.parquet");
        string plain = Path.Combine(directory, "plain.bin");
        Write(ours, rows);
        byte[] bytes = File.ReadAllBytes(ours);
#if DEVICE_RUN
        TimeSpan[] times = Alternation.Run(rounds, () => Write(ours, rows), () => Write(plain, bytes));
#else
        using var table = new ParquetSharpTable(ours);
        TimeSpan[] times = Alternation.Run(rounds, () => Write(ours, rows), () => Write(plain, bytes), () => table.Write(theirs));
#endif
        foreach (string file in (string[])[ours, theirs, plain])
            File.Delete(file);

        // The peer is last: it is not in the program that goes to devices.
        return [.. times.Skip(2).Select(time => New(Peer, time)), New("file write + fsync", times[1])];

        CeilingTime New(string ceiling, TimeSpan time) =>
            new("shard", Step, times[0].TotalMilliseconds / rows.Count, ceiling, time.TotalMilliseconds / rows.Count);
    }

    /// <summary>Writes rows as a shard of one row group and commits it.</summary>
    public static void Write(string path, IReadOnlyList<AssetRow> rows) => WriteAsync(path, rows).GetAwaiter().GetResult();

    private static async Task WriteAsync(string path, IReadOnlyList<AssetRow> rows)
    {
        var campaign = new ContentHash(new byte[Blake3.HashBytes]);
        await using ShardWriter writer = await ShardWriter.OpenAsync(path, rows[0].Layout, campaign).ConfigureAwait(false);
        await writer.WriteRowGroupAsync(rows).ConfigureAwait(false);
        await writer.CommitAsync().ConfigureAwait(false);
    }

    private static void Write(string path, byte[] bytes)
    {
        using FileStream file = File.Create(path);
        file.Write(bytes);
        file.Flush(flushToDisk: true);
    }
}
