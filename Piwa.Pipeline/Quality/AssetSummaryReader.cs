using System.Runtime.CompilerServices;
using Piwa.Kernels.Recipes;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Quality;

/// <summary>Reads the summaries of a data set's assets, shard by shard, in the order of their indices.</summary>
public static class AssetSummaryReader
{
    /// <summary>Reads all summaries; one row group is in memory at a time.</summary>
    /// <param name="dataset">The data set.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    /// <exception cref="ShardFormatException">A shard is damaged; thrown while enumerating.</exception>
    public static async IAsyncEnumerable<AssetSummary> ReadAsync(
        Dataset dataset,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        var maker = new MetricsMaker();
        foreach (ShardRecord shard in dataset.Shards)
        {
            string path = dataset.PathOf(shard);
            ShardReader reader = await ShardReader.OpenAsync(path, cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                for (int group = 0; group < reader.RowGroupCount; group++)
                {
                    foreach (AssetRow row in await reader.ReadRowGroupAsync(group, cancellationToken).ConfigureAwait(false))
                    {
                        cancellationToken.ThrowIfCancellationRequested();
                        yield return Summarize(row, maker, path);
                    }
                }
            }
        }
    }

    /// <summary>Measures a row by unpacking it.</summary>
    private static AssetSummary Summarize(AssetRow row, MetricsMaker maker, string path)
    {
        try
        {
            Recipe recipe = RecipeCodec.Decode(row.Recipe.Span);
            var metrics = new AssetMetrics(row.ViewCount);
            maker.MeasureMesh(AssetContent.Positions(row), AssetContent.Triangles(row), metrics);
            maker.BeginViews(metrics);
            int opposite = MetricsMaker.Opposite(recipe.Cameras);
            for (int view = 0; view < row.ViewCount; view++)
                maker.AddView(view, opposite, AssetContent.Color(row, view), [], row.ImageResolution, metrics);
            maker.EndViews(metrics);
            return new AssetSummary(row.AssetIndex, recipe, row.TriangleCount, Columns(row), metrics);
        }
        catch (FormatException fault)
        {
            throw new ShardFormatException($"{path} is damaged in the row of asset {row.AssetIndex}: {fault.Message}", fault);
        }
    }

    private static ColumnSize[] Columns(AssetRow row) =>
    [
        new("mesh_positions", row.MeshPositions.Length),
        new("mesh_triangles", row.MeshTriangles.Length),
        new("mesh_normals", row.MeshNormals.Length),
        new("mesh_parts", row.MeshParts.Length),
        new("color", row.Color.Sum(blob => (long)blob.Length)),
        new("depth", row.Depth.Sum(blob => (long)blob.Length)),
        new("normal", row.Normal.Sum(blob => (long)blob.Length)),
    ];
}
