using Piwa.Kernels.Buffers;
using Piwa.Kernels.Devices;
using Piwa.Kernels.Recipes;
using Piwa.Kernels.Views;
using Piwa.Pipeline.Cameras;

namespace Piwa.Tests.Cameras;

/// <summary>Renders the depth of real assets for one rig.</summary>
internal sealed class DepthBench : IDisposable
{
    private readonly HostDevice _device = new(1);
    private readonly DeviceLane _lane;
    private readonly AssetBatch _batch;
    private readonly IRecipeSource _source;

    public DepthBench(CameraRig rig, DepthKind kind, int resolution = 256, Preset? preset = null)
    {
        _lane = _device.CreateLane(new LaneOptions
        {
            AssetCapacity = 1,
            ViewCount = rig.ViewCount,
            ImageResolution = resolution,
            Channels = ViewChannels.Depth,
            DepthKind = kind,
        });
        _batch = _lane.CreateBatch();
        _source = new PresetSource(preset ?? Preset.Piwa, rig, 21);
    }

    /// <summary>Renders an asset; its planes are valid until the next call. Null where it cannot be made.</summary>
    public AssetBuffer? Render(ulong index)
    {
        _batch.Begin(_source, index, 1);
        _lane.GenerateMeshes(_batch);
        _lane.RenderViews(_batch);
        return _batch[0].Fault is null ? _batch[0] : null;
    }

    public CameraRecord[] Records(AssetBuffer asset) =>
        [.. asset.Recipe.Cameras.Select(camera => CameraRecord.From(camera, asset.ImageResolution, _lane.Options.DepthKind))];

    public void Dispose()
    {
        _batch.Dispose();
        _lane.Dispose();
        _device.Dispose();
    }
}
