using System.Runtime.InteropServices;

namespace Piwa.Kernels.Codecs;

/// <summary>What a content hash is over: a stretch of the messages.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct MessageRecord
{
    /// <summary>First byte; a multiple of a chunk, so that chaining values have places by it.</summary>
    public long Offset;

    /// <summary>Bytes; 0 where there is no asset.</summary>
    public int Length;

    /// <summary>1 for a mesh, 0 for a view: which key.</summary>
    public int IsMesh;
}
