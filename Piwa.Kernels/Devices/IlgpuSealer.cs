using ILGPU;
using ILGPU.Runtime;
using Piwa.Kernels.Buffers;
using Piwa.Kernels.Codecs;
using GroupKernel = Piwa.Kernels.Devices.LoadedGroupKernel<Piwa.Kernels.Codecs.CodecArrays>;
using Kernel = Piwa.Kernels.Devices.LoadedKernel<Piwa.Kernels.Codecs.CodecArrays>;
using LevelLauncher = System.Action<ILGPU.Runtime.AcceleratorStream, ILGPU.Index1D, Piwa.Kernels.Codecs.CodecArrays, int, int>;

namespace Piwa.Kernels.Devices;

/// <summary>Hashes and packs the batch that a lane has rendered, and brings the finished bytes to the host.</summary>
internal sealed class IlgpuSealer : IDisposable
{
    private readonly IlgpuDevice _device;
    private readonly AcceleratorStream _stream;
    private readonly AcceleratorStream _copies;
    private readonly IlgpuCodecMemory _memory;
    private readonly CodecArrays _arrays;
    private readonly int _viewCount;
    private readonly CropRecord[] _crops;
    private readonly Blake3Value[] _hashes;
    private readonly BlobRecord[] _blobs;
    private readonly long[] _totals;

    private readonly Kernel _clearCrops;
    private readonly Kernel _findCrops;
    private readonly Kernel _planViews;
    private readonly Kernel _planMeshes;
    private readonly Kernel _gatherPixels;
    private readonly Kernel _gatherMeshes;
    private readonly Kernel _hashChunks;
    private readonly LevelLauncher _hashParents;
    private readonly Kernel _filterPlanes;
    private readonly GroupKernel _packBlocks;
    private readonly Kernel _measureFrames;
    private readonly Kernel _placeFrames;
    private readonly Kernel _writeFrames;
    private readonly Kernel _copyBlocks;

    /// <param name="device">The device.</param>
    /// <param name="stream">The lane's stream, which the batch is rendered on.</param>
    /// <param name="options">The lane's options, with keys.</param>
    /// <param name="lane">The lane's memory.</param>
    public IlgpuSealer(IlgpuDevice device, AcceleratorStream stream, LaneOptions options, DeviceArrays lane)
    {
        Accelerator accelerator = device.Accelerator;
        _device = device;
        _stream = stream;
        _copies = accelerator.CreateStream();
        _memory = new IlgpuCodecMemory(stream, options, lane);
        _arrays = _memory.Arrays;
        _viewCount = options.ViewCount;
        _crops = new CropRecord[options.AssetCapacity * options.ViewCount];
        _hashes = new Blake3Value[options.AssetCapacity * _arrays.MessagesOfAsset];
        _blobs = new BlobRecord[options.AssetCapacity * _arrays.BlobsOfAsset];
        _totals = new long[options.AssetCapacity];

        _clearCrops = Load(CodecKernels.ClearCrops);
        _findCrops = Load(CodecKernels.FindCrops);
        _planViews = Load(CodecKernels.PlanViews, Kernel.SerialGroup);
        _planMeshes = Load(CodecKernels.PlanMeshes, Kernel.SerialGroup);
        _gatherPixels = Load(CodecKernels.GatherPixels);
        _gatherMeshes = Load(CodecKernels.GatherMeshes);
        _hashChunks = Load(CodecKernels.HashChunks);
        _hashParents = accelerator.LoadAutoGroupedKernel<Index1D, CodecArrays, int, int>(CodecKernels.HashParents);
        _filterPlanes = Load(CodecKernels.FilterPlanes);
        _packBlocks = new GroupKernel(device, CodecKernels.PackBlocks, Lz4Kernel.MaxThreads);
        _measureFrames = Load(CodecKernels.MeasureFrames, Kernel.SerialGroup);
        _placeFrames = Load(CodecKernels.PlaceFrames);
        _writeFrames = Load(CodecKernels.WriteFrames, Kernel.SerialGroup);
        _copyBlocks = Load(CodecKernels.CopyBlocks);
        _arrays.Keys.CopyFromCPU(stream, options.Seal!.Values);
    }

    /// <summary>Bytes of device memory.</summary>
    public long MemoryBytes => _memory.Bytes;

    /// <summary>Memory for the finished bytes of a batch.</summary>
    public IlgpuFrames CreateFrames()
    {
        _device.Accelerator.Bind();
        return new IlgpuFrames(_device, _copies, (int)Math.Min(_memory.FrameCapacity, Array.MaxLength));
    }

    /// <summary>Returns when the batch before has crossed: its planes and frames may be written over.</summary>
    public void WaitForCopies() => _copies.Synchronize();

    /// <summary>Seals the assets of a batch that have no fault. When it returns, planes and frames are on their way.</summary>
    public void Seal(AssetBatch batch)
    {
        Enqueue(batch.Count);
        Read(batch);
    }

    public void Dispose()
    {
        _copies.Synchronize();
        _memory.Dispose();
        _copies.Dispose();
    }

    private void Enqueue(int assets)
    {
        int views = assets * _viewCount, messages = assets * _arrays.MessagesOfAsset, blobs = assets * _arrays.BlobsOfAsset;
        int side = (int)Math.Sqrt(_arrays.Lane.PixelCount), triangles = CodecLayout.TrianglesOfQuad * _arrays.Lane.QuadCapacity;
        Launch(_clearCrops, views, 1);
        Launch(_findCrops, views, side);
        Launch(_planViews, views, 1);
        Launch(_planMeshes, assets, 1);
        Launch(_gatherPixels, views, _arrays.Lane.PixelCount);
        Launch(_gatherMeshes, assets, Math.Max(triangles, _arrays.Lane.VertexCapacity));

        int chunks = Math.Max(_arrays.ViewMessageCapacity, _arrays.MeshMessageCapacity) / Blake3Kernel.ChunkBytes;
        Launch(_hashChunks, messages, chunks);
        for (int level = 0; 1 << level < chunks; level++)
        {
            int parents = Math.Max((chunks + (1 << level)) >> (level + 1), 1);
            int threads = LaneNeeds.ThreadsOf(messages, parents);
            long start = KernelClock.Start(_device.Clock);
            _hashParents(_stream, threads, _arrays, parents, level);
            _device.Clock?.Stop(_stream, nameof(CodecKernels.HashParents), start, threads);
        }

        Launch(_filterPlanes, blobs, Math.Max(_arrays.Lane.PixelCount, _arrays.Lane.VertexCapacity));
        _packBlocks.Launch(_stream, blobs, _arrays.BlockCapacity, _arrays);
        Launch(_measureFrames, assets, 1);
        Launch(_placeFrames, assets, _arrays.BlobsOfAsset);
        Launch(_writeFrames, blobs, 1);
        Launch(_copyBlocks, blobs, _arrays.BlockCapacity * CodecKernels.CopyThreads);
    }

    private void Read(AssetBatch batch)
    {
        int messages = _arrays.MessagesOfAsset, blobs = _arrays.BlobsOfAsset;
        long start = KernelClock.Start(_device.Clock);
        Download(_arrays.Crops, _crops.AsSpan(0, batch.Count * _viewCount));
        Download(_arrays.Hashes, _hashes.AsSpan(0, batch.Count * messages));
        Download(_arrays.Blobs, _blobs.AsSpan(0, batch.Count * blobs));
        Download(_arrays.FrameTotals, _totals.AsSpan(0, batch.Count));
        _stream.Synchronize();
        _device.Clock?.Stop(_stream, "(downloads)", start);
        var frames = (IlgpuFrames)batch.Frames!;
        long total = 0;
        for (int i = 0; i < batch.Count; i++)
            total += _totals[i];
        frames.Begin(_arrays.FrameBytes, total);
        for (int i = 0; i < batch.Count; i++)
        {
            if (batch[i].Fault is not null)
                continue;

            ReadPlanes(frames, batch[i], i);
            AssetSeal seal = batch[i].BeginSeal();
            _crops.AsSpan(i * _viewCount, _viewCount).CopyTo(seal.Crops);
            _hashes.AsSpan(i * messages, messages).CopyTo(seal.Hashes);
            _blobs.AsSpan(i * blobs, blobs).CopyTo(seal.Blobs);
        }
    }

    /// <summary>Channels that nothing on the host looks at have no memory there.</summary>
    private void ReadPlanes(IlgpuFrames frames, AssetBuffer asset, int place)
    {
        DeviceArrays lane = _arrays.Lane;
        long first = (long)place * _viewCount * lane.PixelCount;
        frames.BeginPlane(lane.Color, first, asset.ColorMemory);
        frames.BeginPlane(lane.Depth, first, asset.DepthMemory);
        frames.BeginPlane(lane.Normal, first, asset.ViewNormalMemory);
        frames.BeginPlane(lane.Albedo, first, asset.AlbedoMemory);
        frames.BeginPlane(lane.Material, first, asset.MaterialMemory);
        frames.BeginPlane(lane.Part, first, asset.PartPlaneMemory);
        frames.BeginPlane(lane.Position, 3 * first, asset.PositionPlaneMemory);
    }

    private Kernel Load(Action<Index1D, CodecArrays, int> kernel, int groupSize = 0) => new(_device, kernel, groupSize);

    private void Launch(Kernel kernel, int items, int stride) => kernel.Launch(_stream, items, stride, _arrays);

    private void Download<T>(ArrayView<T> source, Span<T> target) where T : unmanaged =>
        source.SubView(0, target.Length).CopyToCPU(_stream, target);
}
