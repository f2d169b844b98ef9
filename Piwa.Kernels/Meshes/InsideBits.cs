using System.Runtime.CompilerServices;

namespace Piwa.Kernels.Meshes;

/// <summary>The four rows of corners round a row of cells, one bit for each corner that is inside, the first in the lowest.</summary>
internal readonly unsafe ref struct InsideBits
{
    /// <summary>Corners in a word.</summary>
    public const int InWord = 64;

    private readonly ulong* _low;
    private readonly ulong* _high;
    private readonly int _cells;

    public InsideBits(in MeshWork work, int y, int z)
    {
        GridRecord* grid = work.Grid;
        _cells = grid->CellsX;
        WordCount = Words(_cells);
        _low = work.InsideCorners + (((z * (grid->CellsY + 1)) + y) * WordCount);
        _high = _low + ((grid->CellsY + 1) * WordCount);
    }

    /// <summary>Words of a row.</summary>
    public int WordCount { get; }

    /// <summary>Words of a row of as many cells.</summary>
    public static int Words(int cells) => (cells / InWord) + 1;

    /// <summary>One bit for each of 64 cells, set where some of its corners are inside and some are not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Passed(int word)
    {
        ulong any = 0, all = ulong.MaxValue;
        Take(_low + word, word, ref any, ref all);
        Take(_low + WordCount + word, word, ref any, ref all);
        Take(_high + word, word, ref any, ref all);
        Take(_high + WordCount + word, word, ref any, ref all);
        int left = _cells - (word * InWord);
        return any & ~all & (left < InWord ? (1UL << left) - 1 : ulong.MaxValue);
    }

    /// <summary>One bit for each corner of a cell, as the cell table has them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Pattern(int word, int bit) =>
        Pair(_low + word, word, bit)
        | (Pair(_low + WordCount + word, word, bit) << 2)
        | (Pair(_high + word, word, bit) << 4)
        | (Pair(_high + WordCount + word, word, bit) << 6);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Take(ulong* row, int word, ref ulong any, ref ulong all)
    {
        ulong next = Next(row, word);
        any |= *row | next;
        all &= *row & next;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Pair(ulong* row, int word, int bit) => (int)((*row >> bit) & 1) | ((int)((Next(row, word) >> bit) & 1) << 1);

    /// <summary>The bits of the corners after those of a word.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong Next(ulong* row, int word) => (*row >> 1) | (word + 1 < WordCount ? row[1] << (InWord - 1) : 0);
}
