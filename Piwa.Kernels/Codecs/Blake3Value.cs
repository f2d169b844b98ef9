using System.Runtime.InteropServices;

namespace Piwa.Kernels.Codecs;

/// <summary>A chaining value, a key or a hash: eight words.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Blake3Value
{
    public uint H0, H1, H2, H3, H4, H5, H6, H7;
}
