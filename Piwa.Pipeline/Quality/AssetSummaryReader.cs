using System.Runtime.CompilerServices;
using Piwa.Kernels.Recipes;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Quality;

/// <summary>Reads the summaries of a data set's assets, shard by shard, in the order of their indices.</summary>
public static class AssetSummaryReader
{
    /// <summary>Reads all summaries; only the columns that they are of are read, one row group at a time. The bytes of a
    /// column are the mean of its row group.</summary>
    /// <param name="dataset">The data set.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    /// <exception cref="ShardFormatException">A shard is damaged; thrown while enumerating.</exception>
    public static async IAsyncEnumerable<AssetSummary> ReadAsync(
        Dataset dataset,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        foreach (ShardRecord shard in dataset.Shards)
        {
            string path = dataset.PlaceOf(shard);
            ShardReader reader = await dataset.OpenShardAsync(shard, cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                for (int group = 0; group < reader.RowGroupCount; group++)
                {
                    IReadOnlyList<(string Name, long Bytes)> sizes = reader.ColumnBytes(group);
                    IReadOnlyList<AssetRow> rows = await reader.ReadSmallColumnsAsync(group, cancellationToken).ConfigureAwait(false);
                    foreach (AssetRow row in rows)
                    {
                        cancellationToken.ThrowIfCancellationRequested();
                        yield return Summarize(row, dataset.Campaign, [.. sizes.Select(size => new ColumnSize(size.Name, size.Bytes / rows.Count))], path);
                    }
                }
            }
        }
    }

    private static AssetSummary Summarize(AssetRow row, Campaign campaign, ColumnSize[] columns, string path)
    {
        try
        {
            Recipe recipe = RecipeCodec.Decode(row.Recipe.Span, campaign.FindRig);
            return new AssetSummary(row.AssetIndex, recipe, row.TriangleCount, row.BlobBytes, columns, row.Metrics);
        }
        catch (RecipeFormatException fault)
        {
            throw new ShardFormatException($"{path} is damaged in the row of asset {row.AssetIndex}: {fault.Message}", fault);
        }
    }
}
