using Piwa.Kernels.Views;

namespace Piwa.Kernels.Codecs;

/// <summary>Shapes of what is hashed and packed; those of docs/formats.md.</summary>
internal static class CodecLayout
{
    /// <summary>Two 32-bit numbers before the elements: of a mesh vertices and triangles, of a view its crop.</summary>
    public const int MessageHeaderBytes = 8;

    /// <summary>Positions, triangles, normals, parts.</summary>
    public const int MeshBlobs = 4;

    /// <summary>Channels that there are; the flags of the first so many bits.</summary>
    public const int ChannelKinds = 7;

    public const int PositionBytes = 6;
    public const int TriangleBytes = 6;
    public const int NormalBytes = 6;
    public const int PartBytes = 1;

    /// <summary>A mesh is stored as the quads that its triangles were, two by two.</summary>
    public const int TrianglesOfQuad = 2;

    private const int BlobAlignment = 16;

    /// <summary>Length of a stretch of messages.</summary>
    public static int MessageCapacity(int elementBytes) => Align(MessageHeaderBytes + elementBytes, Blake3Kernel.ChunkBytes);

    /// <summary>Length of a stretch of blobs: the checksum reads words, and packing reads two words behind the end.</summary>
    public static int BlobCapacity(int elementBytes) =>
        Align(PlaneKernel.HeaderBytes + elementBytes + (2 * sizeof(uint)), BlobAlignment);

    /// <summary>Blocks of a blob.</summary>
    public static int BlockCount(int blobLength) => (blobLength + Lz4Kernel.BlockBytes - 1) / Lz4Kernel.BlockBytes;

    /// <summary>Bytes of a pixel of the channel with a flag.</summary>
    public static int PixelBytes(ViewChannels channel) => channel switch
    {
        ViewChannels.Color or ViewChannels.Albedo => 4,
        ViewChannels.Depth or ViewChannels.Normal or ViewChannels.Material => 2,
        ViewChannels.Part => 1,
        _ => PositionBytes,
    };

    /// <summary>Bytes of a pixel of all channels of a set.</summary>
    public static int PixelBytes(int channels)
    {
        int bytes = 0;
        for (int i = 0; i < ChannelKinds; i++)
        {
            if ((channels & (1 << i)) != 0)
                bytes += PixelBytes((ViewChannels)(1 << i));
        }

        return bytes;
    }

    /// <summary>Bytes of a mesh's elements.</summary>
    public static int MeshBytes(int vertices, int triangles) =>
        (PositionBytes * vertices) + ((TriangleBytes + NormalBytes + PartBytes) * triangles);

    /// <summary>Fills in how a channel's images lie.</summary>
    public static void DescribeImage(ref BlobRecord blob, ViewChannels channel)
    {
        const int ColorChannels = 4, WithoutAlpha = 3, Coordinates = 3, BytePair = 2;
        bool isColor = channel is ViewChannels.Color or ViewChannels.Albedo, isWide = channel is ViewChannels.Depth or ViewChannels.Position;
        blob.ElementBytes = isWide ? sizeof(ushort) : sizeof(byte);
        blob.Channels = isColor ? ColorChannels
            : channel == ViewChannels.Position ? Coordinates
            : channel is ViewChannels.Depth or ViewChannels.Part ? 1 : BytePair;
        blob.LeadChannels = isColor ? WithoutAlpha : blob.Channels;
        blob.Predictor = isWide ? PlaneKernel.Left | PlaneKernel.Up : PlaneKernel.Up;
    }

    /// <summary>Fills in how a line of a mesh's elements lies.</summary>
    public static void DescribeLine(ref BlobRecord blob, int length, int elementBytes, int channels)
    {
        blob.Width = length;
        blob.Height = 1;
        blob.ElementBytes = elementBytes;
        blob.Channels = channels;
        blob.LeadChannels = channels;
        blob.Predictor = PlaneKernel.Left;
        blob.Length = PlaneKernel.HeaderBytes + (length * elementBytes * channels);
    }

    private static int Align(int length, int alignment) => (length + alignment - 1) / alignment * alignment;
}
