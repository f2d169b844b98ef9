using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Exports;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Verification;

namespace Piwa.Host.Pages;

/// <summary>Reads rows of shards, and makes pictures, meshes and proofs of them.</summary>
/// <remarks>
/// Thread-safe. Bounded: so many rows are unpacked at once, the others wait; so many row groups and bytes of pictures are kept; one proof is
/// made at a time, with a ledger that is read again once the data set has grown.
/// </remarks>
internal sealed class AssetReader : IDisposable
{
    private const int Decodes = 2;
    private const int RowGroups = 3;
    private const long PictureBytes = 64 << 20;

    /// <summary>Enough for a viewer, and made in a tenth of the time of the default.</summary>
    private const int TextureSize = 512;

    private readonly SemaphoreSlim _decoding = new(Decodes);
    private readonly SemaphoreSlim _proving = new(1);
    private readonly Lock _lock = new();
    private readonly List<(ContentHash File, IReadOnlyList<AssetRow> Rows)> _groups = [];
    private readonly RecentBytes _pictures = new(PictureBytes);
    private (Dataset Dataset, AssetProver Prover)? _prover;

    /// <summary>An asset's row; null if the data set has none.</summary>
    /// <exception cref="ShardFormatException">The shard is damaged.</exception>
    public async Task<AssetRow?> FindAsync(Dataset dataset, ulong index, CancellationToken cancellationToken)
    {
        await _decoding.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await ReadAsync(dataset, index, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _decoding.Release();
        }
    }

    /// <summary>A channel of a view as PNG; null if the data set has no such asset, channel or view.</summary>
    /// <exception cref="FormatException">The shard is damaged.</exception>
    public Task<byte[]?> DrawAsync(Dataset dataset, ulong index, ImageChannel channel, int view, CancellationToken cancellationToken) =>
        MakeAsync(dataset, index, $"{view}/{channel.Name}", row =>
        {
            if ((row.Layout.Channels & channel.Channel) == 0 || view >= row.ViewCount)
                return null;
            using var file = new MemoryStream();
            PngWriter.WriteColor(file, ViewPicture.Draw(row, channel.Channel, view), row.ImageResolution, row.ImageResolution);
            return file.ToArray();
        }, cancellationToken);

    /// <summary>The mesh with its materials as GLB; null if the data set has no such asset.</summary>
    /// <exception cref="FormatException">The shard is damaged, or of another version of the generator.</exception>
    public Task<byte[]?> MeshAsync(Dataset dataset, ulong index, CancellationToken cancellationToken) =>
        MakeAsync(dataset, index, "mesh", row =>
        {
            using var file = new MemoryStream();
            MeshExporter.WriteGlb(AssetPictures.MeshOf(row, dataset.Campaign.FindRig), new GlbOptions { TextureSize = TextureSize }, file);
            return file.ToArray();
        }, cancellationToken);

    /// <summary>Proves an asset by the ledger; null if the data set has no such asset.</summary>
    /// <exception cref="ShardFormatException">The shard is damaged.</exception>
    public async Task<AssetProofReport?> ProveAsync(Dataset dataset, ulong index, CancellationToken cancellationToken)
    {
        await _proving.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // A shard is committed before it is on the ledger: what was missing then may be there now.
            AssetProofReport? report = _prover is { } known && known.Dataset == dataset
                ? await known.Prover.ProveAsync(index, cancellationToken).ConfigureAwait(false)
                : null;
            if (report is { Findings.Count: 0 })
                return report;
            _prover?.Prover.Dispose();
            _prover = null;
            _prover = (dataset, await AssetProver.OpenAsync(dataset, cancellationToken).ConfigureAwait(false));
            return await _prover.Value.Prover.ProveAsync(index, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _proving.Release();
        }
    }

    public void Dispose()
    {
        _prover?.Prover.Dispose();
        _decoding.Dispose();
        _proving.Dispose();
    }

    private async Task<byte[]?> MakeAsync(
        Dataset dataset, ulong index, string what, Func<AssetRow, byte[]?> make, CancellationToken cancellationToken)
    {
        if (dataset.FindShard(index) is not { } shard)
            return null;
        string key = $"{shard.FileHash}/{index}/{what}";
        if (_pictures.Find(key) is { } kept)
            return kept;
        await _decoding.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            byte[]? made = await ReadAsync(dataset, index, cancellationToken).ConfigureAwait(false) is { } row ? make(row) : null;
            if (made is not null)
                _pictures.Add(key, made);
            return made;
        }
        finally
        {
            _decoding.Release();
        }
    }

    private async Task<AssetRow?> ReadAsync(Dataset dataset, ulong index, CancellationToken cancellationToken)
    {
        if (dataset.FindShard(index) is not { } shard || shard.Dead.Contains(index))
            return null;
        lock (_lock)
        {
            int at = _groups.FindIndex(one => one.File == shard.FileHash && one.Rows.Any(row => row.AssetIndex == index));
            if (at >= 0)
            {
                var group = _groups[at];
                _groups.RemoveAt(at);
                _groups.Insert(0, group);
                return group.Rows.First(row => row.AssetIndex == index);
            }
        }

        ShardReader reader = await dataset.OpenShardAsync(shard, cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            if (await reader.FindGroupNearAsync(index, shard.RowOf(index), cancellationToken).ConfigureAwait(false) is not { } number)
                return null;
            IReadOnlyList<AssetRow> rows = await reader.ReadRowGroupAsync(number, cancellationToken).ConfigureAwait(false);
            lock (_lock)
            {
                _groups.Insert(0, (shard.FileHash, rows));
                if (_groups.Count > RowGroups)
                    _groups.RemoveAt(RowGroups);
            }

            return rows.First(row => row.AssetIndex == index);
        }
    }
}
