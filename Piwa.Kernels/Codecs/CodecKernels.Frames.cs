using ILGPU;

namespace Piwa.Kernels.Codecs;

/// <content>From messages to hashes, and from blobs to frames.</content>
internal static unsafe partial class CodecKernels
{
    // A frame's header: magic, flags (version 1, independent blocks, content size and checksum), blocks of 64 KiB, content size, checksum.
    private const uint FrameMagic = 0x184D2204;
    private const byte FrameFlags = 0b0110_1100;
    private const byte FrameBlocks = 4 << 4;
    private const int FrameHeaderBytes = 15;
    private const int DescriptorOffset = 4;
    private const int DescriptorBytes = 10;
    private const int FrameTrailerBytes = 8;
    private const int BlockHeaderBytes = 4;
    private const uint Stored = 1u << 31;

    /// <summary>Threads that copy a block.</summary>
    public const int CopyThreads = 1024;

    /// <summary>What a blob's frame takes at most.</summary>
    public static int MaxFrameBytes(int blobLength) =>
        FrameHeaderBytes + FrameTrailerBytes + blobLength + (BlockHeaderBytes * CodecLayout.BlockCount(blobLength));

    public static void HashChunks(Index1D index, CodecArrays arrays, int stride)
    {
        int number = index / stride, chunk = index - (number * stride);
        MessageRecord message = arrays.Messages[number];
        int chunks = Blake3Kernel.ChunkCount(message.Length);
        if (message.Length == 0 || chunk >= chunks)
            return;

        Blake3Value key = arrays.Keys[message.IsMesh];
        Blake3Value value;
        fixed (byte* start = &arrays.MessageBytes[message.Offset])
            Blake3Kernel.HashChunk((uint*)start, message.Length, chunk, in key, out value);
        if (chunks == 1)
            arrays.Hashes[number] = value;
        else
            arrays.ChainingValues[(message.Offset / Blake3Kernel.ChunkBytes) + chunk] = value;
    }

    /// <summary>
    /// One level of the tree: node i of level n stands at chunk i · 2^n, so that a last one without a neighbour stays where it is.
    /// </summary>
    public static void HashParents(Index1D index, CodecArrays arrays, int stride, int level)
    {
        int number = index / stride, parent = index - (number * stride);
        MessageRecord message = arrays.Messages[number];
        int chunks = Blake3Kernel.ChunkCount(message.Length);
        int left = parent << (level + 1), right = left + (1 << level);
        if (message.Length == 0 || right >= chunks)
            return;

        long first = message.Offset / Blake3Kernel.ChunkBytes;
        bool isRoot = left == 0 && chunks <= 2 << level;
        Blake3Value key = arrays.Keys[message.IsMesh];
        Blake3Value a = arrays.ChainingValues[first + left], b = arrays.ChainingValues[first + right];
        Blake3Kernel.HashParent(in a, in b, isRoot, in key, out Blake3Value value);
        if (isRoot)
            arrays.Hashes[number] = value;
        else
            arrays.ChainingValues[first + left] = value;
    }

    /// <summary>A thread for each pixel of a blob.</summary>
    public static void FilterPlanes(Index1D index, CodecArrays arrays, int stride)
    {
        int number = index / stride, pixel = index - (number * stride);
        BlobRecord record = arrays.Blobs[number];
        if (record.Length == 0 || pixel >= record.Width * record.Height)
            return;

        fixed (byte* elements = &arrays.MessageBytes[record.Source])
        fixed (byte* blob = &arrays.BlobBytes[record.Offset])
            PlaneKernel.Filter(in record, elements, blob, pixel);
    }

    /// <summary>A group for each block.</summary>
    public static void PackBlocks(CodecArrays arrays, int stride)
    {
        Lz4Shared shared = default;
        shared.Table = SharedMemory.Allocate<ushort>(Lz4Kernel.TableLength);
        shared.Hashes = SharedMemory.Allocate<int>(Lz4Kernel.MaxThreads);
        shared.Candidates = SharedMemory.Allocate<int>(Lz4Kernel.MaxThreads);
        shared.Votes = SharedMemory.Allocate<int>(Lz4Kernel.VoteCount);
        int number = Grid.IdxX / stride, block = Grid.IdxX - (number * stride);
        BlobRecord record = arrays.Blobs[number];
        int first = block * Lz4Kernel.BlockBytes, rest = record.Length - first;
        if (rest <= 0)
            return;

        int length = rest < Lz4Kernel.BlockBytes ? rest : Lz4Kernel.BlockBytes, packed;
        fixed (byte* source = &arrays.BlobBytes[record.Offset + first])
        fixed (byte* target = &arrays.PackedBytes[record.Offset + first])
            packed = Lz4Kernel.Encode((uint*)source, length, target, shared, Group.IdxX, Group.DimX);
        if (Group.IdxX == 0)
            arrays.PackedLengths[(number * stride) + block] = packed;
    }

    /// <summary>Where the frames of an asset lie, and their blocks.</summary>
    public static void MeasureFrames(Index1D asset, CodecArrays arrays, int stride)
    {
        long offset = 0;
        for (int i = 0; i < arrays.BlobsOfAsset; i++)
        {
            int number = (asset * arrays.BlobsOfAsset) + i;
            ref BlobRecord blob = ref arrays.Blobs[number];
            blob.FrameOffset = offset;
            blob.FrameLength = 0;
            if (blob.Length == 0)
                continue;

            int at = FrameHeaderBytes;
            for (int block = 0; block < CodecLayout.BlockCount(blob.Length); block++)
            {
                int place = (number * arrays.BlockCapacity) + block;
                arrays.PackedOffsets[place] = at;
                at += BlockHeaderBytes + StoredLength(arrays.PackedLengths[place], blob.Length, block);
            }

            blob.FrameLength = at + FrameTrailerBytes;
            offset += blob.FrameLength;
        }

        arrays.FrameTotals[asset] = offset;
    }

    /// <summary>Moves the frames of an asset behind those of the assets before it.</summary>
    public static void PlaceFrames(Index1D index, CodecArrays arrays, int stride)
    {
        int asset = index / stride, i = index - (asset * stride);
        long before = 0;
        for (int other = 0; other < asset; other++)
            before += arrays.FrameTotals[other];
        arrays.Blobs[(asset * arrays.BlobsOfAsset) + i].FrameOffset += before;
    }

    /// <summary>Header, sizes of the blocks and checksum: a thread for each frame.</summary>
    public static void WriteFrames(Index1D number, CodecArrays arrays, int stride)
    {
        BlobRecord blob = arrays.Blobs[number];
        if (blob.Length == 0)
            return;

        uint checksum;
        fixed (byte* content = &arrays.BlobBytes[blob.Offset])
            checksum = XxHash32Kernel.Compute(content, blob.Length);
        fixed (byte* frame = &arrays.FrameBytes[blob.FrameOffset])
        {
            WriteHeader(frame, blob.Length);
            for (int block = 0; block < CodecLayout.BlockCount(blob.Length); block++)
            {
                int place = (number * arrays.BlockCapacity) + block, packed = arrays.PackedLengths[place];
                uint size = packed > 0 ? (uint)packed : Stored | (uint)StoredLength(0, blob.Length, block);
                WriteWord(frame, arrays.PackedOffsets[place], size);
            }

            int trailer = blob.FrameLength - FrameTrailerBytes;
            WriteWord(frame, trailer, 0);
            WriteWord(frame, trailer + sizeof(uint), checksum);
        }
    }

    /// <summary><see cref="CopyThreads"/> threads for each block.</summary>
    public static void CopyBlocks(Index1D index, CodecArrays arrays, int stride)
    {
        int number = index / stride, block = (index - (number * stride)) / CopyThreads, thread = index % CopyThreads;
        int place = (number * arrays.BlockCapacity) + block;
        BlobRecord blob = arrays.Blobs[number];
        int first = block * Lz4Kernel.BlockBytes;
        if (first >= blob.Length)
            return;

        int packed = arrays.PackedLengths[place], length = StoredLength(packed, blob.Length, block);
        fixed (byte* target = &arrays.FrameBytes[blob.FrameOffset + arrays.PackedOffsets[place] + BlockHeaderBytes])
        fixed (byte* stored = &arrays.BlobBytes[blob.Offset + first])
        fixed (byte* packedBytes = &arrays.PackedBytes[blob.Offset + first])
        {
            for (int i = thread; i < length; i += CopyThreads)
                target[i] = packed > 0 ? packedBytes[i] : stored[i];
        }
    }

    private static int StoredLength(int packed, int blobLength, int block)
    {
        int rest = blobLength - (block * Lz4Kernel.BlockBytes);
        return packed > 0 ? packed : rest < Lz4Kernel.BlockBytes ? rest : Lz4Kernel.BlockBytes;
    }

    /// <summary>The frame's checksum reads words, which its own bytes are not on: they are put together beside it.</summary>
    private static void WriteHeader(byte* frame, int contentLength)
    {
        uint descriptor0 = FrameFlags | ((uint)FrameBlocks << 8) | ((uint)contentLength << 16), descriptor1 = (uint)contentLength >> 16;
        WriteWord(frame, 0, FrameMagic);
        WriteWord(frame, DescriptorOffset, descriptor0);
        WriteWord(frame, DescriptorOffset + sizeof(uint), descriptor1);
        frame[DescriptorOffset + (2 * sizeof(uint))] = 0;
        frame[DescriptorOffset + (2 * sizeof(uint)) + 1] = 0;
        frame[DescriptorOffset + DescriptorBytes] = (byte)(XxHash32Kernel.OfTenBytes(descriptor0, descriptor1, 0) >> 8);
    }

    private static void WriteWord(byte* target, int at, uint value)
    {
        target[at] = (byte)value;
        target[at + 1] = (byte)(value >> 8);
        target[at + 2] = (byte)(value >> 16);
        target[at + 3] = (byte)(value >> 24);
    }
}
