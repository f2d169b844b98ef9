using CsCheck;
using Piwa.Pipeline.Encoding;

namespace Piwa.Tests.Encoding;

public sealed class QuadFilterTests
{
    private static readonly Gen<ushort[]> Quads = Gen.Select(Gen.Int[0, 40], Gen.Int, Gen.Bool).Select((quads, seed, isWild) =>
    {
        var random = new Random(seed);
        var triangles = new List<ushort>();
        for (int i = 0; i < quads; i++)
        {
            int around = isWild ? 0 : 8 * i, range = isWild ? 65_536 : 30;
            ushort Vertex() => (ushort)(around + random.Next(range));
            (ushort a, ushort b, ushort c, ushort d) = (Vertex(), Vertex(), Vertex(), Vertex());
            triangles.AddRange(random.Next(2) == 0 ? [a, c, d, c, a, b] : [a, b, c, c, d, a]);
        }

        return triangles.ToArray();
    });

    [Fact]
    public void TheTrianglesComeBack() => Quads.Sample(triangles =>
    {
        var filter = new QuadFilter();
        Assert.True(filter.TryEncode(triangles, out ReadOnlySpan<byte> blob));
        Assert.Equal(QuadFilter.BlobBytes(triangles.Length), blob.Length);
        byte[] copy = blob.ToArray();
        var back = new ushort[triangles.Length];
        filter.Decode(copy, back);
        Assert.Equal(triangles, back);
    }, iter: 2_000);

    [Fact]
    public void WhatIsNoQuadIsNotTaken()
    {
        var filter = new QuadFilter();
        Assert.True(filter.TryEncode([0, 1, 2, 2, 3, 0], out _));
        Assert.False(filter.TryEncode([0, 1, 2, 2, 3, 4], out _));
        Assert.False(filter.TryEncode([0, 1, 2, 3, 4, 0], out _));
        Assert.False(filter.TryEncode([0, 1, 2], out _));
    }

    [Fact]
    public void TrianglesThatAreNoQuadsArePackedAllTheSame()
    {
        ushort[] triangles = [0, 1, 2, 2, 3, 4];
        using var packer = new BlobPacker();
        byte[] blob = BlobPacker.Unpack(packer.PackTriangles(triangles, new PlaneLayout(1, 1, 2, 6, 6, PlanePredictor.Left)), 1_000);
        var back = new byte[12];
        PlaneFilter.Decode(blob, back);
        Assert.Equal([0, 0, 1, 0, 2, 0, 2, 0, 3, 0, 4, 0], back);
    }

    [Fact]
    public void DamagedHeadersAreRefused()
    {
        var filter = new QuadFilter();
        Assert.True(filter.TryEncode([0, 1, 2, 2, 3, 0, 4, 5, 6, 6, 7, 4], out ReadOnlySpan<byte> encoded));
        byte[] blob = encoded.ToArray();
        for (int i = 0; i < 12; i++)
        {
            byte[] damaged = [.. blob];
            damaged[i] ^= 0x40;
            Assert.Throws<FormatException>(() => filter.Decode(damaged, new ushort[12]));
        }

        Assert.Throws<FormatException>(() => filter.Decode(blob.AsSpan(1), new ushort[12]));
        Assert.Throws<FormatException>(() => filter.Decode(blob, new ushort[6]));
    }
}
