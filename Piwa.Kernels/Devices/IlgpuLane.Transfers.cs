using ILGPU;
using ILGPU.Runtime;
using Piwa.Kernels.Buffers;
using Piwa.Kernels.Meshes;
using Piwa.Kernels.Views;

namespace Piwa.Kernels.Devices;

/// <content>What goes to the device and comes back.</content>
internal sealed partial class IlgpuLane
{
    private void LoadScenes(AssetBatch batch)
    {
        for (int i = 0; i < batch.Count; i++)
        {
            AssetBuffer asset = batch[i];
            bool drawn = asset.Fault is null;
            WorldFrame frame = asset.Scene.Frame;
            _scenes[i] = new SceneRecord
            {
                VertexCount = drawn ? asset.VertexCount : 0,
                TriangleCount = drawn ? asset.TriangleCount : 0,
                LightCount = asset.Scene.LightCount,
                PartCount = asset.Scene.PartCount,
                UnitOffsetX = frame.OffsetX,
                UnitOffsetY = frame.OffsetY,
                UnitOffsetZ = frame.OffsetZ,
                UnitScale = frame.Scale,
            };
            _refused[i] = 0;
            Upload(_arrays.Views, i * Options.ViewCount, asset.Scene.Views.Span);
        }

        Upload(_arrays.Scenes, 0, _scenes.AsSpan(0, batch.Count));
        Upload(_arrays.Refused, 0, _refused.AsSpan(0, batch.Count));
    }

    private void ReadFaults(AssetBatch batch)
    {
        Download(_arrays.Refused, 0, _refused.AsSpan(0, batch.Count));
        for (int i = 0; i < batch.Count; i++)
        {
            if (_refused[i] > 0)
                batch[i].Fault ??= ViewWorkspace.Refusal;
        }
    }

    private void ReadViews(AssetBatch batch)
    {
        int pixels = Options.ViewCount * _arrays.PixelCount;
        for (int i = 0; i < batch.Count; i++)
        {
            AssetBuffer asset = batch[i];
            if (asset.Fault is not null)
                continue;

            Download(_arrays.Color, (long)i * pixels, asset.ColorMemory.Span);
            Download(_arrays.Depth, (long)i * pixels, asset.DepthMemory.Span);
            Download(_arrays.Normal, (long)i * pixels, asset.ViewNormalMemory.Span);
            Download(_arrays.Albedo, (long)i * pixels, asset.AlbedoMemory.Span);
            Download(_arrays.Material, (long)i * pixels, asset.MaterialMemory.Span);
            Download(_arrays.Part, (long)i * pixels, asset.PartPlaneMemory.Span);
            Download(_arrays.Position, 3L * i * pixels, asset.PositionPlaneMemory.Span);
        }
    }

    private void Upload<T>(ArrayView<T> target, long offset, ReadOnlySpan<T> source) where T : unmanaged
    {
        if (source.Length == 0)
            return;

        long start = KernelClock.Start(_device.Clock);
        target.SubView(offset, source.Length).CopyFromCPU(_stream, source);
        _device.Clock?.Stop(_stream, "(uploads)", start);
    }

    private void Upload<T>(ArrayView<T> target, long offset, Span<T> source) where T : unmanaged =>
        Upload(target, offset, (ReadOnlySpan<T>)source);

    private void Download<T>(ArrayView<T> source, long offset, Span<T> target) where T : unmanaged
    {
        if (target.Length == 0)
            return;

        long start = KernelClock.Start(_device.Clock);
        source.SubView(offset, target.Length).CopyToCPU(_stream, target);
        _device.Clock?.Stop(_stream, "(downloads)", start);
    }
}
