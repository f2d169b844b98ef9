using System.Buffers.Binary;

namespace Piwa.Tests.Encoding;

/// <summary>The pyramid by the words of docs/formats.md, pixel by pixel: the oracle of the filter.</summary>
internal static class PyramidBook
{
    private static readonly int[][] Limits = [[1, 2, 4, 8, 16, 32], [1, 4, 16, 64]];

    public static byte[] Read(ReadOnlySpan<byte> blob)
    {
        int size = blob[1], channels = blob[2], width = BinaryPrimitives.ReadUInt16LittleEndian(blob[6..]), height = BinaryPrimitives.ReadUInt16LittleEndian(blob[8..]);
        bool isColor = (blob[3] & 1) != 0, isGated = (blob[3] & 2) != 0;
        Queue<int>[] streams = ReadStreams(blob, size);
        var planes = new int[channels, height, width];
        for (int channel = 0; channel < channels; channel++)
        {
            Code(channel, 0, 0, 0);
            int first = 1;
            while (2 * first < Math.Max(width, height))
                first *= 2;
            for (int s = first; s >= 1; s /= 2)
            {
                CodeAll(channel, s, s, s);
                CodeAll(channel, 0, s, s);
                CodeAll(channel, s, 0, s);
            }
        }

        Assert.All(streams, Assert.Empty);
        var image = new byte[height * width * channels * size];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                for (int channel = 0; channel < channels; channel++)
                {
                    int value = isColor ? Color(channel, x, y) : planes[channel, y, x], at = ((((y * width) + x) * channels) + channel) * size;
                    for (int k = 0; k < size; k++)
                        image[at + k] = (byte)(value >> (8 * k));
                }
            }
        }

        return image;

        int Color(int channel, int x, int y)
        {
            int alpha = planes[0, y, x], green = planes[1, y, x];
            return channel switch
            {
                3 => alpha,
                1 => green,
                _ when isGated && alpha == 0 => 0,
                0 => planes[2, y, x] + green - 128,
                _ => planes[3, y, x] + green - 128,
            };
        }

        void CodeAll(int channel, int firstX, int firstY, int s)
        {
            for (int y = firstY; y < height; y += 2 * s)
            {
                for (int x = firstX; x < width; x += 2 * s)
                    Code(channel, x, y, s);
            }
        }

        void Code(int channel, int x, int y, int s)
        {
            if (isGated && channel > 0 && planes[0, y, x] == 0)
                return;

            int modulus = 1 << (8 * size);
            bool isAmid = s > 0 && x / s % 2 == 1 && y / s % 2 == 1;
            int[] near = s == 0 ? [0, 0, 0, 0]
                : isAmid ? [At(x - s, y - s), At(x + s, y - s), At(x - s, y + s), At(x + s, y + s)]
                : [At(x, y - s), At(x - s, y), At(x + s, y), At(x, y + s)];
            int most = near.Max(), least = near.Min();
            near = [.. near.Select(value => value == 0 ? most : value)];
            (int a, int b, int c, int d) = (near[0], near[1], near[2], near[3]);
            int prediction = Math.Abs(a - d) < Math.Abs(b - c) ? (a + d) / 2 : (b + c) / 2;
            int gap = size == 1 ? Math.Min(Math.Abs(a - d), Math.Abs(b - c)) : Math.Abs(((a + d) / 2) - ((b + c) / 2));
            int kind = most == 0 ? 0 : least == 0 ? 1 : 2 + Limits[size - 1].Count(limit => gap >= limit);
            int symbol = streams[kind].Dequeue();

            // The difference with this symbol, found by trying.
            int zero = Fold(-prediction);
            int difference = Enumerable.Range(-modulus / 2, modulus).First(candidate =>
            {
                int folded = Fold(candidate);
                return symbol == (folded == 0 ? 0 : folded == zero ? 1 : folded < zero ? folded + 1 : folded);
            });
            planes[channel, y, x] = (prediction + difference) & (modulus - 1);

            int At(int u, int v) => u < 0 || v < 0 || u >= width || v >= height ? 0 : planes[channel, v, u];

            int Fold(int value)
            {
                int signed = ((value + (modulus / 2)) & (modulus - 1)) - (modulus / 2);
                return signed >= 0 ? 2 * signed : (-2 * signed) - 1;
            }
        }
    }

    private static Queue<int>[] ReadStreams(ReadOnlySpan<byte> blob, int size)
    {
        var streams = new Queue<int>[9];
        int at = 46;
        for (int kind = 0; kind < streams.Length; kind++)
        {
            var symbols = new int[BinaryPrimitives.ReadInt32LittleEndian(blob[(10 + (4 * kind))..])];
            for (int k = 0; k < size; k++)
            {
                bool isFlagged = k == 1 || kind < 5;
                int flags = at;
                if (isFlagged)
                    at += (symbols.Length + 7) / 8;
                for (int i = 0; i < symbols.Length; i++)
                {
                    if (!isFlagged || ((blob[flags + (i / 8)] >> (i % 8)) & 1) != 0)
                        symbols[i] |= blob[at++] << (8 * k);
                }
            }

            streams[kind] = new Queue<int>(symbols);
        }

        Assert.Equal(blob.Length, at);
        return streams;
    }
}
