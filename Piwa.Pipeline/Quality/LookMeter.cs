using System.Numerics;

namespace Piwa.Pipeline.Quality;

/// <summary>Makes the hash of a view; see <see cref="PerceptualHash"/>. Whole numbers throughout.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class LookMeter
{
    private const int Cells = 32;
    private const int Frequencies = 8;
    private const int Bits = Frequencies * Frequencies;
    private const int FirstFrequency = 1;
    private const int White = 255;

    /// <summary>Cosines in 16,384ths: 32 x 32 sums of 8-bit means times two of them stay far below 63 bits.</summary>
    private const double CosineScale = 1 << 14;

    /// <summary>Luma (Rec. 709) in 256ths.</summary>
    private const int RedWeight = 54;
    private const int GreenWeight = 183;
    private const int BlueWeight = 19;

    private static readonly int[] Cosines = MakeCosines();

    private int[] _line = [];
    private readonly int[] _means = new int[Cells * Cells];
    private readonly long[] _rows = new long[Cells * Frequencies];
    private readonly long[] _coefficients = new long[Bits];
    private readonly long[] _sorted = new long[Bits];

    /// <summary>Hash of a colour plane <c>[y, x]</c>.</summary>
    public ulong Hash(ReadOnlySpan<int> color, int resolution)
    {
        Shrink(color, resolution);
        Transform();
        _coefficients.CopyTo(_sorted, 0);
        Array.Sort(_sorted);
        long median = _sorted[(Bits / 2) - 1];
        ulong hash = 0;
        for (int i = 0; i < Bits; i++)
            hash |= (_coefficients[i] > median ? 1UL : 0) << i;
        return hash;
    }

    /// <summary>Means of the luma over white, in 256ths of a level. Sums of the rows of a cell have 30 bits.</summary>
    private void Shrink(ReadOnlySpan<int> color, int resolution)
    {
        if (_line.Length < resolution)
            _line = new int[resolution];
        Span<int> line = _line.AsSpan(0, resolution);
        for (int y = 0; y < Cells; y++)
        {
            int top = y * resolution / Cells, bottom = (y + 1) * resolution / Cells;
            line.Clear();
            for (int row = top; row < bottom; row++)
                AddOverWhite(color.Slice(row * resolution, resolution), line);
            for (int x = 0; x < Cells; x++)
            {
                int left = x * resolution / Cells, right = (x + 1) * resolution / Cells;
                long sum = 0;
                foreach (int value in line[left..right])
                    sum += value;
                _means[(y * Cells) + x] = (int)(sum / (White * (bottom - top) * (right - left)));
            }
        }
    }

    private static void AddOverWhite(ReadOnlySpan<int> pixels, Span<int> line)
    {
        const int WhiteLuma = White * (RedWeight + GreenWeight + BlueWeight);
        int i = 0;
        Vector<int> level = new(White);
        for (; i <= pixels.Length - Vector<int>.Count; i += Vector<int>.Count)
        {
            var pixel = new Vector<int>(pixels[i..]);
            Vector<int> alpha = pixel >>> 24;
            Vector<int> luma = (RedWeight * (pixel & level)) + (GreenWeight * ((pixel >>> 8) & level)) + (BlueWeight * ((pixel >>> 16) & level));
            (new Vector<int>(line[i..]) + (luma * alpha) + (WhiteLuma * (level - alpha))).CopyTo(line[i..]);
        }

        for (; i < pixels.Length; i++)
        {
            int pixel = pixels[i], alpha = pixel >>> 24;
            int luma = (RedWeight * (pixel & White)) + (GreenWeight * ((pixel >>> 8) & White)) + (BlueWeight * ((pixel >>> 16) & White));
            line[i] += (luma * alpha) + (WhiteLuma * (White - alpha));
        }
    }

    /// <summary>The low frequencies of the cosine transform (type II), rows first, then columns.</summary>
    private void Transform()
    {
        for (int y = 0; y < Cells; y++)
        {
            for (int u = 0; u < Frequencies; u++)
            {
                long sum = 0;
                for (int x = 0; x < Cells; x++)
                    sum += (long)_means[(y * Cells) + x] * Cosines[(u * Cells) + x];
                _rows[(u * Cells) + y] = sum;
            }
        }

        for (int v = 0; v < Frequencies; v++)
        {
            for (int u = 0; u < Frequencies; u++)
            {
                long sum = 0;
                for (int y = 0; y < Cells; y++)
                    sum += _rows[(u * Cells) + y] * Cosines[(v * Cells) + y];
                _coefficients[(v * Frequencies) + u] = sum;
            }
        }
    }

    private static int[] MakeCosines()
    {
        var cosines = new int[Frequencies * Cells];
        for (int i = 0; i < cosines.Length; i++)
        {
            (int frequency, int cell) = Math.DivRem(i, Cells);
            cosines[i] = (int)Math.Round(CosineScale * Math.Cos(Math.PI * (FirstFrequency + frequency) * ((2 * cell) + 1) / (2 * Cells)));
        }

        return cosines;
    }
}
