using System.Runtime.InteropServices;

namespace Piwa.Kernels.Codecs;

/// <summary>An image of which a blob is made: how it lies, and where its frame goes. The fields are those of the blob's header.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct BlobRecord
{
    /// <summary>First byte of its elements in the messages.</summary>
    public long Source;

    /// <summary>First byte of the blob, and of its packed blocks in theirs.</summary>
    public long Offset;

    /// <summary>First byte of its frame: within the asset's, then within the batch's.</summary>
    public long FrameOffset;

    /// <summary>Length of the frame.</summary>
    public int FrameLength;

    /// <summary>Length of the blob; 0 where there is no asset.</summary>
    public int Length;

    public int Width;
    public int Height;
    public int ElementBytes;
    public int Channels;
    public int LeadChannels;
    public int Predictor;
}
