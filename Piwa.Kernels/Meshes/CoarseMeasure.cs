using System.Runtime.InteropServices;

namespace Piwa.Kernels.Meshes;

/// <summary>What the coarse grid shows of an asset.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct CoarseMeasure
{
    /// <summary>Quads of a mesh at that resolution.</summary>
    public int QuadCount;

    // The corners that are inside, as a range by axis; empty (low above high) when there is none.
    public int LowX, LowY, LowZ;
    public int HighX, HighY, HighZ;

    public static readonly CoarseMeasure Empty = new()
    {
        LowX = int.MaxValue,
        LowY = int.MaxValue,
        LowZ = int.MaxValue,
        HighX = -1,
        HighY = -1,
        HighZ = -1,
    };

    /// <summary>Takes in a row's inside corners.</summary>
    public void Widen(int first, int last, int y, int z)
    {
        LowX = Math.Min(LowX, first);
        HighX = Math.Max(HighX, last);
        LowY = Math.Min(LowY, y);
        HighY = Math.Max(HighY, y);
        LowZ = Math.Min(LowZ, z);
        HighZ = Math.Max(HighZ, z);
    }
}
