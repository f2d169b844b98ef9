using System.Numerics;
using ILGPU.Runtime;
using Piwa.Kernels.Codecs;
using Piwa.Kernels.Views;

namespace Piwa.Kernels.Devices;

/// <summary>
/// Device memory that hashing and packing a batch takes, besides the lane's. Sized for views that are covered whole and do not pack: it
/// cannot run out.
/// </summary>
internal sealed class IlgpuCodecMemory : IDisposable
{
    private readonly IlgpuAllocator _allocator;

    /// <param name="stream">What uses the memory; null to count alone.</param>
    /// <param name="options">The lane's options.</param>
    /// <param name="lane">The lane's memory.</param>
    public IlgpuCodecMemory(AcceleratorStream? stream, LaneOptions options, DeviceArrays lane)
    {
        _allocator = new IlgpuAllocator(stream);
        int assets = options.AssetCapacity, views = assets * options.ViewCount, pixels = lane.PixelCount;
        CodecArrays arrays = default;
        arrays.Lane = lane;
        arrays.Channels = (int)options.Channels;
        arrays.ChannelCount = BitOperations.PopCount((uint)options.Channels);
        arrays.ViewMessageCapacity = CodecLayout.MessageCapacity(pixels * CodecLayout.PixelBytes(arrays.Channels));
        arrays.MeshMessageCapacity = CodecLayout.MessageCapacity(
            CodecLayout.MeshBytes(lane.VertexCapacity, CodecLayout.TrianglesOfQuad * lane.QuadCapacity));

        int largestBlob = 0;
        long frames = 0;
        for (int i = 0; i < CodecLayout.ChannelKinds; i++)
        {
            if ((arrays.Channels & (1 << i)) == 0)
                continue;
            int blob = CodecLayout.BlobCapacity(pixels * CodecLayout.PixelBytes((ViewChannels)(1 << i)));
            arrays.ViewBlobCapacity += blob;
            largestBlob = Math.Max(largestBlob, blob);
            frames += (long)options.ViewCount * CodecKernels.MaxFrameBytes(blob);
        }

        arrays.AssetBlobCapacity = (long)options.ViewCount * arrays.ViewBlobCapacity;
        for (int i = 0; i < CodecLayout.MeshBlobs; i++)
        {
            int blob = CodecKernels.MeshBlobCapacity(i, lane.VertexCapacity, lane.QuadCapacity);
            arrays.AssetBlobCapacity += blob;
            largestBlob = Math.Max(largestBlob, blob);
            frames += CodecKernels.MaxFrameBytes(blob);
        }

        arrays.BlockCapacity = CodecLayout.BlockCount(largestBlob);
        FrameCapacity = assets * frames;
        long blobs = (long)assets * arrays.BlobsOfAsset;
        arrays.Crops = _allocator.Allocate<CropRecord>(views);
        arrays.Messages = _allocator.Allocate<MessageRecord>((long)assets * arrays.MessagesOfAsset);
        arrays.Hashes = _allocator.Allocate<Blake3Value>((long)assets * arrays.MessagesOfAsset);
        arrays.Keys = _allocator.Allocate<Blake3Value>(2);
        arrays.Blobs = _allocator.Allocate<BlobRecord>(blobs);
        arrays.MessageBytes = _allocator.Allocate<byte>(assets * arrays.AssetMessageCapacity);
        arrays.ChainingValues = _allocator.Allocate<Blake3Value>(assets * arrays.AssetMessageCapacity / Blake3Kernel.ChunkBytes);
        arrays.BlobBytes = _allocator.Allocate<byte>(assets * arrays.AssetBlobCapacity);
        arrays.PackedBytes = _allocator.Allocate<byte>(assets * arrays.AssetBlobCapacity);
        arrays.PackedLengths = _allocator.Allocate<int>(blobs * arrays.BlockCapacity);
        arrays.PackedOffsets = _allocator.Allocate<int>(blobs * arrays.BlockCapacity);
        arrays.FrameTotals = _allocator.Allocate<long>(assets);
        arrays.FrameBytes = _allocator.Allocate<byte>(FrameCapacity);
        Arrays = arrays;
    }

    public CodecArrays Arrays { get; }

    /// <summary>Bytes of the frames of a whole batch at most.</summary>
    public long FrameCapacity { get; }

    /// <summary>Bytes of all of it.</summary>
    public long Bytes => _allocator.Bytes;

    public void Dispose() => _allocator.Dispose();
}
