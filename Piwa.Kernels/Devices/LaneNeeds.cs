using Piwa.Kernels.Codecs;

namespace Piwa.Kernels.Devices;

/// <summary>What a lane asks of a device that ILGPU runs, found without taking it.</summary>
/// <param name="Bytes">Device memory.</param>
/// <param name="Threads">Threads of its largest launch.</param>
/// <param name="FrameBytes">Bytes that a batch's frames have at most; 0 where it does not pack.</param>
internal readonly record struct LaneNeeds(long Bytes, long Threads, long FrameBytes)
{
    /// <summary>Of a lane.</summary>
    public static LaneNeeds Of(LaneOptions options)
    {
        using var memory = new IlgpuMemory(null, options);
        DeviceArrays lane = memory.Arrays;
        long assets = options.AssetCapacity, views = assets * options.ViewCount;
        long threads = Math.Max(assets * lane.CornerCapacity, views * Math.Max(lane.PixelCount, Math.Max(lane.CornerSampleCount, 2L * lane.QuadCapacity)));
        if (options.Seal is null)
            return new LaneNeeds(memory.Bytes, threads, 0);

        using var codecs = new IlgpuCodecMemory(null, options, lane);
        CodecArrays arrays = codecs.Arrays;
        long blobs = assets * arrays.BlobsOfAsset, chunks = Math.Max(arrays.ViewMessageCapacity, arrays.MeshMessageCapacity) / Blake3Kernel.ChunkBytes;
        threads = Math.Max(threads, blobs * Math.Max(lane.PixelCount, lane.VertexCapacity));
        threads = Math.Max(threads, Math.Max(blobs * arrays.BlockCapacity * CodecKernels.CopyThreads, assets * arrays.MessagesOfAsset * chunks));
        return new LaneNeeds(memory.Bytes + codecs.Bytes, threads, codecs.FrameCapacity);
    }

    /// <summary>Whether one launch can have so many threads, one array so many bytes, and the device so much memory.</summary>
    /// <param name="bytes">The memory.</param>
    public bool FitsInto(long bytes) => Bytes <= bytes && Threads <= int.MaxValue && FrameBytes <= Array.MaxLength;

    /// <summary>Threads, or groups, of a launch.</summary>
    /// <exception cref="DeviceException">They are too many.</exception>
    public static int ThreadsOf(int items, int stride)
    {
        long threads = (long)items * stride;
        return threads <= int.MaxValue
            ? (int)threads
            : throw new DeviceException($"A batch needs {threads} threads in one launch; at most {int.MaxValue} go. Ask for a smaller batch.");
    }
}
