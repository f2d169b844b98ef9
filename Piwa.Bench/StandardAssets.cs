using Piwa.Kernels.Buffers;
using Piwa.Kernels.Devices;
using Piwa.Kernels.Recipes;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Stages;

namespace Piwa.Bench;

/// <summary>Some standard assets in memory: their meshes, views and rows, for measuring one step at a time.</summary>
internal sealed class StandardAssets : IDisposable
{
    private readonly AssetSealer _sealer = new(StandardAsset.Campaign.Seed);
    private readonly BlobChunks _chunks = new();
    private readonly BlobArena _arena;
    private readonly AssetRow[] _rows;

    /// <param name="device">What makes them; stays the caller's.</param>
    /// <param name="count">How many.</param>
    /// <param name="rig">Other cameras than the standard's, as many of them.</param>
    public StandardAssets(Device device, int count, CameraRig? rig = null)
    {
        _arena = new BlobArena(_chunks);
        Lane = device.CreateLane(StandardAsset.Campaign.LaneOptions(count));
        Batch = Lane.CreateBatch();
        Batch.Begin(new PresetSource(Preset.Piwa, rig ?? StandardAsset.Rig, StandardAsset.Campaign.Seed), 0, count);
        _rows = [.. Enumerable.Range(0, count).Select(_ => new AssetRow(StandardAsset.Campaign.RowLayout))];
    }

    /// <summary>The lane that made them.</summary>
    public DeviceLane Lane { get; }

    /// <summary>The assets.</summary>
    public AssetBatch Batch { get; }

    /// <summary>Their rows; valid until they are sealed again.</summary>
    public IReadOnlyList<AssetRow> Rows => _rows;

    /// <summary>Mean triangles.</summary>
    public double MeanTriangles => Batch.Assets.ToArray().Average(asset => asset.TriangleCount);

    /// <summary>Makes the meshes.</summary>
    public void Generate() => Lane.GenerateMeshes(Batch);

    /// <summary>Renders the views.</summary>
    /// <exception cref="InvalidOperationException">An asset has a fault: standard assets have none.</exception>
    public void Render()
    {
        Lane.RenderViews(Batch);
        foreach (AssetBuffer asset in Batch.Assets)
        {
            if (asset.Fault is { } fault)
                throw new InvalidOperationException($"Asset {asset.Index} has a fault in '{fault.Stage}': {fault.Reason}");
        }
    }

    /// <summary>Hashes and packs all into <see cref="Rows"/>, on the caller's thread.</summary>
    public void Seal()
    {
        _arena.Clear();
        for (int i = 0; i < _rows.Length; i++)
            _sealer.Seal(Batch[i], _rows[i], _arena);
    }

    /// <summary>Meshes, views and rows.</summary>
    public void Make()
    {
        Generate();
        Render();
        Seal();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _sealer.Dispose();
        _chunks.Dispose();
        Batch.Dispose();
        Lane.Dispose();
    }
}
