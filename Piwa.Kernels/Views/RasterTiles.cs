using System.Runtime.CompilerServices;
using Piwa.Kernels.Numerics;

namespace Piwa.Kernels.Views;

/// <summary>
/// What the host's rasteriser draws into: both planes of a view in tiles of 4 × 4 samples, each a few whole cache lines. What one triangle wrote
/// the next one reads back as it was written, which a processor forwards; of rows it would have to wait for the cache.
/// </summary>
/// <remarks>
/// Words of a tile, sixteen each: <see cref="SampleKeys{F,I,M}"/> of even centres, of odd ones, then of the corners. Tiles are rows of <see cref="Stride"/>. Samples of tiles at the margin that are in no plane are drawn to as well, and never read.
/// </remarks>
internal unsafe struct RasterTiles
{
    /// <summary>Samples along a tile's side, as a shift.</summary>
    public const int SideBits = 2;

    /// <summary>Samples along a tile's side.</summary>
    public const int Side = 1 << SideBits;

    /// <summary>Samples of a tile.</summary>
    public const int Samples = Side * Side;

    /// <summary>Where the words of a tile are.</summary>
    public const int Centres = 0, Corners = 2 * Samples, Odd = Samples;

    /// <summary>Words of a tile.</summary>
    public const int Words = 4 * Samples;

    /// <summary>The first tile.</summary>
    public int* First;

    /// <summary>Tiles in a row, and rows.</summary>
    public int Stride;

    /// <summary>Tiles in a row for a plane of centres: its corners have one sample more.</summary>
    public static int StrideOf(int side) => (side >> SideBits) + 1;

    /// <summary>The rows of tiles that a box touches, its corners with it.</summary>
    public static (int First, int Last) RowsOf(in ScreenBox box) => (box.FirstY >> SideBits, (box.LastY + 1) >> SideBits);

    /// <summary>Brings a row of tiles, as far as a box touches it, to the planes, and empties it.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void Resolve<F, I, M>(in ViewWork work, in ScreenBox box, int row)
        where F : unmanaged, IFloat<F, I, M>
        where I : unmanaged, IInt<F, I, M>
        where M : unmanaged, IMask<M>
    {
        int first = box.FirstX >> SideBits, count = Math.Max(((box.LastX + 1) >> SideBits) + 1 - first, 0);
        int* tiles = work.Tiles.First + (((row * work.Tiles.Stride) + first) * Words);
        CopyRow<F, I, M>(tiles, count, in work.Centres, first * Side, row * Side);
        if (work.Corners.Side > 0)
            CopyRow<F, I, M>(tiles + Corners, count, in work.Corners, first * Side, row * Side);
        new Span<int>(tiles, count * Words).Clear();
    }

    /// <summary>Copies a row of tiles to a plane. Behind its last column, the next row's first columns are overwritten before they are written.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static void CopyRow<F, I, M>(int* tiles, int count, in VisibilityPlane plane, int x, int y)
        where F : unmanaged, IFloat<F, I, M>
        where I : unmanaged, IInt<F, I, M>
        where M : unmanaged, IMask<M>
    {
        int step = I.Width, rows = Math.Min(Side, plane.Side - y), columns = count * Side;
        for (int row = 0; row < rows; row++)
        {
            int target = ((y + row) * plane.Side) + x;
            for (int column = 0; column < columns; column += step)
            {
                int* source = tiles + ((column >> SideBits) * Words) + (row * Side) + (column & (Side - 1));
                SampleKeys<F, I, M>.Load(source, source + Odd, Words, out I nearness, out I below);
                F.Store(plane.Nearness + target + column, F.FromBits(nearness));
                I.Store(plane.Marks + target + column, 0 - below);
            }
        }
    }
}
