using ILGPU;
using Piwa.Kernels.Devices;

namespace Piwa.Kernels.Codecs;

/// <summary>
/// What the codec kernels work with: the lane's planes and meshes, and their own arrays. By asset there are messages (one for each view,
/// then one for the mesh) and blobs (by view one for each channel, then four for the mesh).
/// </summary>
internal struct CodecArrays
{
    public DeviceArrays Lane;

    /// <summary>By view.</summary>
    public ArrayView<CropRecord> Crops;

    public ArrayView<MessageRecord> Messages;
    public ArrayView<BlobRecord> Blobs;

    /// <summary>Key of views, then of meshes.</summary>
    public ArrayView<Blake3Value> Keys;

    /// <summary>The hashed bytes: header, then raw elements; the elements are what the blobs are made of, too.</summary>
    public ArrayView<byte> MessageBytes;

    /// <summary>By chunk of the messages.</summary>
    public ArrayView<Blake3Value> ChainingValues;

    /// <summary>By message.</summary>
    public ArrayView<Blake3Value> Hashes;

    public ArrayView<byte> BlobBytes;

    /// <summary>Packed blocks, each where its block is in the blobs: it is shorter.</summary>
    public ArrayView<byte> PackedBytes;

    /// <summary>By blob and block: packed bytes, 0 where the block is stored.</summary>
    public ArrayView<int> PackedLengths;

    /// <summary>By blob and block: where it goes in its frame.</summary>
    public ArrayView<int> PackedOffsets;

    /// <summary>By asset: bytes of all its frames, then those of the assets before it.</summary>
    public ArrayView<long> FrameTotals;

    public ArrayView<byte> FrameBytes;

    /// <summary>Channels that views have, as flags.</summary>
    public int Channels;

    public int ChannelCount;

    /// <summary>Bytes of a view's message, and of a mesh's, that there is room for.</summary>
    public int ViewMessageCapacity;
    public int MeshMessageCapacity;

    /// <summary>Bytes of an asset's blobs that there is room for.</summary>
    public long AssetBlobCapacity;

    /// <summary>Bytes of a view's blobs that there is room for.</summary>
    public int ViewBlobCapacity;

    /// <summary>Blocks of a blob that there is room for.</summary>
    public int BlockCapacity;

    public readonly int MessagesOfAsset => Lane.ViewCount + 1;

    public readonly int BlobsOfAsset => (Lane.ViewCount * ChannelCount) + CodecLayout.MeshBlobs;

    public readonly long AssetMessageCapacity => ((long)Lane.ViewCount * ViewMessageCapacity) + MeshMessageCapacity;
}
