using System.Numerics;

namespace Piwa.Pipeline.Exports;

/// <summary>
/// Lays charts out in a square of blocks: the largest first, each at the first place from the top where none of its blocks is taken.
/// </summary>
/// <remarks>
/// 64 places along x are tried at once: bit i of a word of the square, moved by a block's column, says whether that block meets a taken one
/// at place i. A chart cannot lie all round a larger one, so the blocks on its rim find nearly every place; the rest is for the last test.
/// </remarks>
internal sealed class AtlasPacker
{
    private const int WordBits = 64;

    private readonly int _side;
    private readonly int _words;
    private readonly ulong[] _taken;

    /// <param name="side">Blocks along a side.</param>
    private AtlasPacker(int side)
    {
        _side = side;
        _words = (side + WordBits - 1) / WordBits;

        // The last place of a row may be tested for blocks up to a row further.
        _taken = new ulong[(side + 1) * _words + 1];
    }

    /// <summary>Places the charts.</summary>
    /// <param name="charts">The charts, largest first.</param>
    /// <param name="side">Blocks along a side of the atlas.</param>
    /// <returns>False when there is no room for all.</returns>
    public static bool TryPack(IReadOnlyList<AtlasChart> charts, int side)
    {
        var packer = new AtlasPacker(side);
        return charts.Sum(chart => chart.BlockCount) <= side * side && charts.All(packer.TryPlace);
    }

    private bool TryPlace(AtlasChart chart)
    {
        (int X, int Y)[] blocks = Blocks(chart, out int rim);
        for (int y = 0; y <= _side - chart.BlockRows; y++)
        {
            for (int x = 0; x <= _side - chart.BlockColumns; x += WordBits)
            {
                ulong free = ulong.MaxValue >> Math.Max(WordBits - 1 - (_side - chart.BlockColumns - x), 0);
                foreach ((int X, int Y) block in blocks.AsSpan(0, rim))
                {
                    free &= ~Word(x + block.X, y + block.Y);
                    if (free == 0)
                        break;
                }

                for (; free != 0; free &= free - 1)
                {
                    int place = x + BitOperations.TrailingZeroCount(free);
                    if (!Fits(blocks, place, y))
                        continue;
                    foreach ((int X, int Y) block in blocks)
                        _taken[((y + block.Y) * _words) + ((place + block.X) / WordBits)] |= 1ul << ((place + block.X) % WordBits);
                    (chart.BlockX, chart.BlockY) = (place, y);
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>The blocks of a chart: those on its rim first, in an order that goes all over it.</summary>
    private static (int X, int Y)[] Blocks(AtlasChart chart, out int rim)
    {
        const uint Scatter = 2654435769; // 2^32 over the golden ratio
        var outer = new List<(int X, int Y)>();
        var inner = new List<(int X, int Y)>();
        for (int y = 0; y < chart.BlockRows; y++)
        {
            for (int x = 0; x < chart.BlockColumns; x++)
            {
                if (chart.Owns(x, y))
                    (IsInside(chart, x, y) ? inner : outer).Add((x, y));
            }
        }

        rim = outer.Count;
        var keys = new uint[rim];
        for (int i = 0; i < rim; i++)
            keys[i] = unchecked((uint)i * Scatter);
        (int X, int Y)[] scattered = [.. outer];
        Array.Sort(keys, scattered);
        return [.. scattered, .. inner];
    }

    private static bool IsInside(AtlasChart chart, int blockX, int blockY)
    {
        if (blockX == 0 || blockY == 0 || blockX == chart.BlockColumns - 1 || blockY == chart.BlockRows - 1)
            return false;
        for (int y = blockY - 1; y <= blockY + 1; y++)
        {
            if (!chart.Owns(blockX - 1, y) || !chart.Owns(blockX, y) || !chart.Owns(blockX + 1, y))
                return false;
        }

        return true;
    }

    private bool Fits((int X, int Y)[] blocks, int x, int y)
    {
        foreach ((int X, int Y) block in blocks)
        {
            if ((_taken[((y + block.Y) * _words) + ((x + block.X) / WordBits)] >> ((x + block.X) % WordBits) & 1) != 0)
                return false;
        }

        return true;
    }

    /// <summary>64 blocks of a row from x on, and beyond its end whatever comes next.</summary>
    private ulong Word(int x, int y)
    {
        int word = (y * _words) + (x / WordBits), shift = x % WordBits;
        ulong low = _taken[word] >> shift;
        return shift == 0 ? low : low | (_taken[word + 1] << (WordBits - shift));
    }
}
