using Piwa.Pipeline.Encoding;

namespace Piwa.Tests.Encoding;

public sealed class BlobPackerTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(37, 3)]
    [InlineData(190, 201)]
    public void ImagesTogetherHaveTheFramesOfEachAlone(int width, int height)
    {
        PlaneLayout[] layouts = [PlaneLayout.Color(width, height), PlaneLayout.Words(width, height, 1), PlaneLayout.Bytes(width, height, 2), PlaneLayout.Words(width, height, 3)];
        var elements = new byte[layouts.Sum(layout => layout.ImageBytes)];
        var random = new Random(width);
        for (int i = 0; i < elements.Length; i++)
            elements[i] = (byte)((i >> 4) + random.Next(2));

        using BlobPacker together = new(), alone = new();
        var ends = new int[layouts.Length];
        byte[] frames = together.PackAll(elements, layouts, ends).ToArray();
        int at = 0, start = 0;
        for (int i = 0; i < layouts.Length; i++)
        {
            byte[] expected = alone.PackImage(elements.AsSpan(at, layouts[i].ImageBytes), layouts[i], zstd: false).ToArray();
            Assert.Equal(expected, frames[start..ends[i]]);
            at += layouts[i].ImageBytes;
            start = ends[i];
        }

        Assert.Equal(frames.Length, start);
    }
}
