namespace Piwa.Kernels.Views;

/// <summary>
/// A lattice of sample points over a view, and the nearest surface at each. A view has two: the pixels' centres, and their corners, which
/// smooth the edges of the colour (the quincunx).
/// </summary>
internal unsafe struct VisibilityPlane
{
    /// <summary>The widest vector, and its rows as a block: reads and writes reach so far beyond the last sample and the last row.</summary>
    private const int WidestVector = 16, MostRows = 4;

    /// <summary>By sample: nearness of the nearest surface, which grows towards the camera; 0 for none. Host only.</summary>
    public float* Nearness;

    /// <summary>By sample: the nearest triangle + 1, and below it what is known of that; 0 for none. See <see cref="HostVisibility{F,I,M}"/>.</summary>
    public int* Marks;

    /// <summary>By sample: both in one word, for atomics: bits of the nearness above, complement of the triangle below. Device only.</summary>
    public ulong* Key;

    /// <summary>Samples in a row, and rows.</summary>
    public int Side;

    /// <summary>Elements that the host's arrays of a plane have.</summary>
    public static int Capacity(int side) => ((side + MostRows - 1) * side) + WidestVector;
}
