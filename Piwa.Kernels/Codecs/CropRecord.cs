using System.Runtime.InteropServices;

namespace Piwa.Kernels.Codecs;

/// <summary>The rectangle round what a view covers. While it is looked for, none is told by a largest column below the least.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct CropRecord
{
    public int Left, Top, Right, Bottom;

    public readonly int Width => Right - Left + 1;

    public readonly int Height => Bottom - Top + 1;
}
