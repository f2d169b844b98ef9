namespace Piwa.Pipeline.Exports;

/// <summary>
/// Lays charts out in a square of blocks: the largest first, each at the first place from the top where none of its blocks is taken.
/// </summary>
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

        // A chart's row is tested in whole words, of which the last may reach beyond the side.
        _taken = new ulong[(side * _words) + _words + 1];
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
        int words = (chart.BlockColumns + WordBits - 1) / WordBits;
        var mask = new ulong[chart.BlockRows * words];
        for (int y = 0; y < chart.BlockRows; y++)
        {
            for (int x = 0; x < chart.BlockColumns; x++)
            {
                if (chart.Owns(x, y))
                    mask[(y * words) + (x / WordBits)] |= 1ul << (x % WordBits);
            }
        }

        for (int y = 0; y <= _side - chart.BlockRows; y++)
        {
            for (int x = 0; x <= _side - chart.BlockColumns; x++)
            {
                if (!Fits(mask, words, x, y))
                    continue;
                Take(mask, words, x, y);
                (chart.BlockX, chart.BlockY) = (x, y);
                return true;
            }
        }

        return false;
    }

    private bool Fits(ulong[] mask, int words, int x, int y)
    {
        int shift = x % WordBits;
        for (int i = 0, row = (y * _words) + (x / WordBits); i < mask.Length; row += _words)
        {
            for (int end = i + words, word = row; i < end; i++, word++)
            {
                if ((mask[i] << shift & _taken[word]) != 0 || (shift > 0 && (mask[i] >> (WordBits - shift) & _taken[word + 1]) != 0))
                    return false;
            }
        }

        return true;
    }

    private void Take(ulong[] mask, int words, int x, int y)
    {
        int shift = x % WordBits;
        for (int i = 0, row = (y * _words) + (x / WordBits); i < mask.Length; row += _words)
        {
            for (int end = i + words, word = row; i < end; i++, word++)
            {
                _taken[word] |= mask[i] << shift;
                if (shift > 0)
                    _taken[word + 1] |= mask[i] >> (WordBits - shift);
            }
        }
    }
}
