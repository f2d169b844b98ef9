using Piwa.Kernels.Buffers;
using Piwa.Kernels.Recipes;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Stages;

/// <summary>A batch after sealing: rows for the shard, and the assets that failed. Device memory is no longer needed.</summary>
internal sealed class SealedBatch(int assetCapacity, int viewCount)
{
    private readonly AssetRow[] _rows = [.. Enumerable.Range(0, assetCapacity).Select(_ => new AssetRow(viewCount))];
    private readonly List<DeadLetterRecord> _dead = [];

    public ulong FirstIndex { get; private set; }

    /// <summary>Assets that the batch was given.</summary>
    public int AssetCount { get; private set; }

    public int RowCount { get; private set; }

    public ReadOnlySpan<AssetRow> Rows => _rows.AsSpan(0, RowCount);

    public IReadOnlyList<DeadLetterRecord> Dead => _dead;

    public BlobArena Arena { get; } = new();

    public void Begin(ulong firstIndex, int assetCount)
    {
        Arena.Clear();
        _dead.Clear();
        RowCount = 0;
        FirstIndex = firstIndex;
        AssetCount = assetCount;
    }

    public AssetRow NextRow() => _rows[RowCount++];

    public void Bury(AssetBuffer asset) => _dead.Add(new DeadLetterRecord(
        asset.Index, asset.Fault!.Stage, asset.Fault.Reason, RecipeCodec.Encode(asset.Recipe)));
}
