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
            _staging.TakeViews(i, asset.Scene);
        }

        Upload(_arrays.Views, 0, _staging.Views(batch.Count));
        Upload(_arrays.Scenes, 0, _scenes.AsSpan(0, batch.Count));
        Upload(_arrays.Refused, 0, _refused.AsSpan(0, batch.Count));
    }

    /// <summary>The longest list of pixels of a view, and of corners; at least 1.</summary>
    private (int Pixels, int Corners) LongestLists(int views)
    {
        Download(_arrays.ListLengths, 0, _listLengths.AsSpan(0, 2 * views));
        int pixels = 1, corners = 1;
        for (int view = 0; view < views; view++)
        {
            pixels = Math.Max(pixels, _listLengths[2 * view]);
            corners = Math.Max(corners, _listLengths[(2 * view) + 1]);
        }

        return (pixels, corners);
    }

    /// <summary>Begins to read an asset's mesh; <see cref="EndDownloads"/> waits for all.</summary>
    private void BeginMesh(AssetBuffer asset, int place)
    {
        int quads = _headers[place].QuadCount, vertices = _headers[place].VertexCount;
        BeginDownload(_arrays.Positions, 3L * place * _arrays.VertexCapacity, asset.PositionMemory.Span[..(3 * vertices)]);
        BeginDownload(_arrays.Triangles, 6L * place * _arrays.QuadCapacity, asset.TriangleMemory.Span[..(6 * quads)]);
        BeginDownload(_arrays.TriangleNormals, 6L * place * _arrays.QuadCapacity, asset.NormalMemory.Span[..(6 * quads)]);
        BeginDownload(_arrays.TriangleParts, 2L * place * _arrays.QuadCapacity, asset.PartMemory.Span[..(2 * quads)]);
    }

    private void EndDownloads()
    {
        long start = KernelClock.Start(_device.Clock);
        _stream.Synchronize();
        _device.Clock?.Stop(_stream, "(downloads)", start);
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

    /// <summary>To native memory, which does not move.</summary>
    private void BeginDownload<T>(ArrayView<T> source, long offset, Span<T> target) where T : unmanaged =>
        source.SubView(offset, target.Length).CopyToCPUUnsafeAsync(_stream, ref target[0], target.Length);

    private void Download<T>(ArrayView<T> source, long offset, Span<T> target) where T : unmanaged
    {
        if (target.Length == 0)
            return;

        long start = KernelClock.Start(_device.Clock);
        source.SubView(offset, target.Length).CopyToCPU(_stream, target);
        _device.Clock?.Stop(_stream, "(downloads)", start);
    }
}
