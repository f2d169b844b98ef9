namespace Piwa.Kernels.Views;

/// <summary>The host's lists of what to shade in a view. An entry is a place: see <see cref="SamplePlace"/>.</summary>
internal unsafe struct SampleLists
{
    /// <summary>Entries in the order in which they are found.</summary>
    public int* Found;

    /// <summary>By entry: its part.</summary>
    public byte* Parts;

    /// <summary>The entries whose triangles are on seams, as places in the list. Shares memory with <see cref="ByPart"/>, which is made later.</summary>
    public int* Seams;

    /// <summary>The same by part: neighbours in the list have one material.</summary>
    public int* ByPart;

    /// <summary>Pixels whose colour is blended.</summary>
    public int* Blended;

    /// <summary>By row of corners and vector of them, from the box's first one on: a bit for each that has a blended pixel round it.</summary>
    public ushort* CornersNeeded;

    /// <summary>By part: how many entries, then where the next one goes.</summary>
    public int* PartCounts;

    /// <summary>Words of <see cref="CornersNeeded"/> for a plane of corners: vectors have one element at least, and one more is begun.</summary>
    public static int NeededLength(int side) => (side + 1) * (side + 2);
}

/// <summary>A sample of a plane in one word: its x, its y, and whether its colour is for blending.</summary>
internal static class SamplePlace
{
    public const int Mask = 0x7FF;
    public const int ShiftY = 11;
    public const int ShiftBlended = 31;
    public const int Blended = 1 << ShiftBlended;

    public static int Pack(int x, int y, int blended) => x | (y << ShiftY) | (blended << ShiftBlended);
}
