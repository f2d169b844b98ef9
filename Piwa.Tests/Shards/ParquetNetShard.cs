using System.IO.Compression;
using Parquet;
using Parquet.Schema;
using Piwa.Pipeline.Shards;

namespace Piwa.Tests.Shards;

/// <summary>A shard as Parquet.Net writes it, out of what Parquet.Net reads in another: the peer of <see cref="ShardEncoder"/>.</summary>
internal static class ParquetNetShard
{
    private static readonly ParquetOptions Options = new()
    {
        CompressionMethod = CompressionMethod.None,
        CompressionLevel = CompressionLevel.Fastest,
    };

    /// <summary>Reads all columns of a shard and writes them again.</summary>
    public static async Task<byte[]> RewriteAsync(byte[] shard, RowLayout layout)
    {
        ShardSchema schema = new(layout);
        DataField[] leaves = [.. schema.Columns.SelectMany(column => column.Leaves)];
        await using ParquetReader reader = await ParquetReader.CreateAsync(new MemoryStream(shard));
        MemoryStream target = new();
        await using (ParquetWriter writer = await ParquetWriter.CreateAsync(schema.Parquet, target, Options))
        {
            writer.CustomMetadata = reader.CustomMetadata;
            for (int i = 0; i < reader.RowGroupCount; i++)
            {
                using ParquetRowGroupReader from = reader.OpenRowGroupReader(i);
                using ParquetRowGroupWriter to = writer.CreateRowGroup();
                foreach (DataField leaf in leaves)
                    await CopyAsync(from, to, leaf);
                to.CompleteValidate();
            }
        }

        return target.ToArray();
    }

    private static Task CopyAsync(ParquetRowGroupReader from, ParquetRowGroupWriter to, DataField leaf) =>
        leaf.ClrType == typeof(int) ? CopyAsync<int>(from, to, leaf)
        : leaf.ClrType == typeof(long) ? CopyAsync<long>(from, to, leaf)
        : leaf.ClrType == typeof(float) ? CopyAsync<float>(from, to, leaf)
        : leaf.ClrType == typeof(ReadOnlyMemory<char>) ? CopyAsync<ReadOnlyMemory<char>>(from, to, leaf)
        : CopyAsync<ReadOnlyMemory<byte>>(from, to, leaf);

    private static async Task CopyAsync<T>(ParquetRowGroupReader from, ParquetRowGroupWriter to, DataField leaf) where T : struct
    {
        var values = new T[from.GetMetadata(leaf)!.MetaData!.NumValues];
        if (leaf.MaxRepetitionLevel == 0)
        {
            await from.ReadRawAsync<T>(leaf, values, null, null, CancellationToken.None);
            await to.WriteAsync<T>(leaf, values);
            return;
        }

        int[] definition = new int[values.Length], repetition = new int[values.Length];
        await from.ReadRawAsync<T>(leaf, values, definition, repetition, CancellationToken.None);
        await to.WriteAllPartsAsync<T>(leaf, values, definition, repetition, CancellationToken.None);
    }
}
