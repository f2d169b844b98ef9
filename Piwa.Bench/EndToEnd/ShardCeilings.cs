using Piwa.Bench.Peers;
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
        using var encoder = new ShardEncoder(rows[0].Layout, campaign: default);
        Write(ours, encoder, rows);
        byte[] bytes = File.ReadAllBytes(ours);
#if DEVICE_RUN
        TimeSpan[] times = Alternation.Run(rounds, () => Write(ours, encoder, rows), () => Write(plain, bytes));
#else
        using var table = new ParquetSharpTable(ours);
        TimeSpan[] times = Alternation.Run(rounds, () => Write(ours, encoder, rows), () => Write(plain, bytes), () => table.Write(theirs));
#endif
        foreach (string file in (string[])[ours, theirs, plain])
            File.Delete(file);

        // The peer is last: it is not in the program that goes to devices.
        return [.. times.Skip(2).Select(time => New(Peer, time)), New("file write + fsync", times[1])];

        CeilingTime New(string ceiling, TimeSpan time) =>
            new("shard", Step, times[0].TotalMilliseconds / rows.Count, ceiling, time.TotalMilliseconds / rows.Count);
    }

    /// <summary>Writes rows as a shard of one row group and commits it, as the shard stage does.</summary>
    public static void Write(string path, ShardEncoder encoder, IReadOnlyList<AssetRow> rows)
    {
        using var writer = new ShardWriter(path, encoder);
        writer.WriteRowGroup(rows);
        writer.Commit();
    }

    private static void Write(string path, byte[] bytes)
    {
        using FileStream file = File.Create(path);
        file.Write(bytes);
        file.Flush(flushToDisk: true);
    }
}
