using System.Buffers.Binary;
using CsCheck;
using Piwa.Pipeline.Encoding;
using Piwa.Tests.House;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Encoding;

public sealed class PlaneFilterTests
{
    // The implementation works on 4096 bytes of a row at a time.
    private const int TileBytes = 4096;

    private static readonly int[] VectorBytes = [0, 16, 32];

    private static readonly PlaneLayout[] Presets = [PlaneLayout.Color(64, 48), PlaneLayout.Bytes(64, 48, 2), PlaneLayout.Words(64, 48, 1)];

    /// <summary>All kinds of layouts, among them one pixel, one row, one column and rows that end around the end of a tile.</summary>
    private static readonly Gen<PlaneLayout> Layouts =
        Gen.Select(Gen.Int[0, 2], Gen.Int[1, 16], Gen.Int[0, 15], Gen.Int[0, 3]).SelectMany((size, channels, lead, predictor) =>
        {
            var elementBytes = 1 << size;
            var tile = TileBytes / (elementBytes * channels);
            var widths = Gen.OneOf(Gen.Int[1, 70], Gen.Int[tile - 1, tile + 1], Gen.Int[2 * tile - 1, 2 * tile + 33]);
            return Gen.Select(widths, Gen.Int[1, 4], (width, height) =>
                new PlaneLayout(width, height, elementBytes, channels, 1 + lead % channels, (PlanePredictor)predictor));
        });

    [Fact]
    public void EveryVectorWidthGivesTheSameBlobAndTheImageBack() => Gen.Select(Layouts, Gen.Int).Sample((layout, seed) =>
    {
        var image = new byte[layout.ImageBytes];
        new Random(seed).NextBytes(image);
        var expected = Encode(layout, image, 0);
        foreach (var vectorBytes in VectorBytes)
        {
            Assert.Equal(expected, Encode(layout, image, vectorBytes));
            var back = new byte[image.Length];
            PlaneFilter.Decode(expected, back, vectorBytes);
            Assert.Equal(image, back);
        }

        Assert.Equal(layout, PlaneFilter.ReadLayout(expected));
    }, iter: 600);

    [Fact]
    public void BlobIsWhatTheFormatSays() => Gen.Select(Layouts, Gen.Int).Sample((layout, seed) =>
    {
        var image = new byte[layout.ImageBytes];
        new Random(seed).NextBytes(image);
        Assert.Equal(image, ReadByTheBook(Encode(layout, image, 32)));
    }, iter: 100);

    // Shards are made of these bytes: the format must not change unnoticed.
    [Fact]
    public void BlobsOfTheFactoriesStayAsTheyAre()
    {
        string[] expected =
        [
            "4aec029b2aafb520284310c3b1c4b49e72c67f66b5c85521e553091f95b09462",
            "827f994dd84ed4e596ede3d838137b3dedcd0cd99a7802fc4082208bbf0a8e69",
            "02a78ee42ff1a69c2ae096f8136eb3af792dcbc78e692104efa0794dd9aa6230",
        ];
        Assert.Equal(expected, Presets.Select(layout => Blake3.Hash(Encode(layout, Picture(layout), 32)).ToString()));
    }

    [Fact]
    public void PythonReaderOfTheDocumentationReadsOurBlobs()
    {
        var folder = Directory.CreateTempSubdirectory("piwa-planes-");
        try
        {
            var script = "import sys\n" + Document.Block("docs/formats.md", "python")
                + "\nfor path in sys.argv[1:]: read_planes(open(path, 'rb').read()).tofile(path + '.image')\n";
            var scriptPath = Path.Combine(folder.FullName, "read_planes.py");
            File.WriteAllText(scriptPath, script);

            PlaneLayout[] layouts = [.. Presets, new(9, 7, 2, 3, 1, PlanePredictor.Left), new(5, 4, 4, 2, 2, PlanePredictor.None)];
            var paths = layouts.Select((_, i) => Path.Combine(folder.FullName, $"{i}")).ToArray();
            for (var i = 0; i < layouts.Length; i++)
                File.WriteAllBytes(paths[i], Encode(layouts[i], Picture(layouts[i]), 32));
            PythonTool.Run([scriptPath, .. paths], "numpy");
            for (var i = 0; i < layouts.Length; i++)
                Assert.Equal(Picture(layouts[i]), File.ReadAllBytes(paths[i] + ".image"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void SmoothPicturesPackBetterThanTheyDoAsTheyAre()
    {
        PlaneLayout[] layouts = [PlaneLayout.Color(256, 256), PlaneLayout.Bytes(256, 256, 2), PlaneLayout.Words(256, 256, 1)];
        foreach (var layout in layouts)
        {
            var image = Picture(layout);
            var frame = new byte[Lz4Frame.MaxEncodedLength(layout.BlobBytes)];
            var plain = Lz4Frame.Encode(image, frame);
            var filtered = Lz4Frame.Encode(Encode(layout, image, 32), frame);
            Assert.True(filtered < plain * 0.8, $"{layout}: {filtered} against {plain} bytes.");
        }
    }

    [Theory]
    [InlineData(0, 2)] // version
    [InlineData(1, 3)] // element bytes
    [InlineData(1, 2)] // element bytes that ask for a longer blob
    [InlineData(2, 0)] // channels
    [InlineData(2, 17)]
    [InlineData(2, 3)] // channels that ask for a shorter blob
    [InlineData(3, 0)] // channels of the first group
    [InlineData(3, 5)]
    [InlineData(4, 4)] // predictor
    [InlineData(5, 1)] // reserved
    [InlineData(6, 0)] // width 0
    [InlineData(7, 255)] // width 65,344
    [InlineData(8, 47)] // height
    public void DamagedHeaderIsRefused(int offset, byte value)
    {
        var layout = Presets[0];
        var blob = Encode(layout, Picture(layout), 32);
        Assert.NotEqual(value, blob[offset]);
        blob[offset] = value;
        Assert.Throws<FormatException>(() => PlaneFilter.ReadLayout(blob));
        Assert.Throws<FormatException>(() => PlaneFilter.Decode(blob, new byte[layout.ImageBytes]));
    }

    [Fact]
    public void BlobOfAnotherLengthIsRefused()
    {
        var layout = PlaneLayout.Bytes(3, 2, 1);
        var blob = Encode(layout, new byte[layout.ImageBytes], 32);
        for (var length = 0; length < blob.Length; length++)
            Assert.Throws<FormatException>(() => PlaneFilter.ReadLayout(blob.AsSpan(0, length)));
        Assert.Throws<FormatException>(() => PlaneFilter.ReadLayout([.. blob, 0]));
    }

    [Fact]
    public void SpansOfAnotherLengthAreRefused()
    {
        var layout = PlaneLayout.Words(5, 3, 1);
        var (image, blob) = (new byte[layout.ImageBytes], new byte[layout.BlobBytes]);
        PlaneFilter.Encode(layout, image, blob);
        foreach (var difference in new[] { -1, 1 })
        {
            Assert.Throws<ArgumentException>(() => PlaneFilter.Encode(layout, new byte[image.Length + difference], blob));
            Assert.Throws<ArgumentException>(() => PlaneFilter.Encode(layout, image, new byte[blob.Length + difference]));
            Assert.Throws<ArgumentException>(() => PlaneFilter.Decode(blob, new byte[image.Length + difference]));
        }

        Assert.Throws<ArgumentException>(() => PlaneFilter.Encode(default, [], new byte[PlaneFilter.HeaderBytes]));
    }

    [Fact]
    public void NothingIsAllocated()
    {
        var (images, blobs) = (Presets.Select(Picture).ToArray(), Presets.Select(layout => new byte[layout.BlobBytes]).ToArray());
        Use();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Use();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Use()
        {
            for (var i = 0; i < Presets.Length; i++)
            {
                PlaneFilter.Encode(Presets[i], images[i], blobs[i]);
                PlaneFilter.Decode(blobs[i], images[i]);
            }
        }
    }

    private static byte[] Encode(PlaneLayout layout, byte[] image, int vectorBytes)
    {
        var blob = new byte[layout.BlobBytes];
        PlaneFilter.Encode(layout, image, blob, vectorBytes);
        return blob;
    }

    /// <summary>A disc with a smooth slope on an empty background, channel by channel a little different.</summary>
    private static byte[] Picture(PlaneLayout layout)
    {
        var image = new byte[layout.ImageBytes];
        for (var y = 0; y < layout.Height; y++)
            for (var x = 0; x < layout.Width; x++)
                for (var channel = 0; channel < layout.Channels; channel++)
                {
                    var (dx, dy) = (2 * x - layout.Width, 2 * y - layout.Height);
                    var inside = layout.Width * layout.Width - dx * dx - dy * dy;
                    if (inside <= 0)
                        continue;
                    // Alpha, the last of four channels, is full; the others are shaded. Wide elements use their whole range.
                    var shade = 1L << 24 | (long)inside * (channel + 3) * 64;
                    var value = channel == 3 ? -1 : shade >> (layout.ElementBytes == 1 ? 14 : layout.ElementBytes == 2 ? 8 : 0);
                    for (var k = 0; k < layout.ElementBytes; k++)
                        image[((y * layout.Width + x) * layout.Channels + channel) * layout.ElementBytes + k] = (byte)(value >> (8 * k));
                }

        return image;
    }

    /// <summary>The format read as its documentation has it, an element at a time: slow and obvious.</summary>
    private static byte[] ReadByTheBook(byte[] blob)
    {
        int size = blob[1], channels = blob[2], lead = blob[3], predictor = blob[4];
        int width = BinaryPrimitives.ReadUInt16LittleEndian(blob.AsSpan(6));
        int height = BinaryPrimitives.ReadUInt16LittleEndian(blob.AsSpan(8));
        var elements = new ulong[height, width, channels];
        var at = 10;
        foreach (var (first, last) in new[] { (0, lead), (lead, channels) })
            for (var k = 0; k < size; k++)
                for (var y = 0; y < height; y++)
                    for (var x = 0; x < width; x++)
                        for (var channel = first; channel < last; channel++)
                            elements[y, x, channel] |= (ulong)blob[at++] << (8 * k);
        Assert.Equal(blob.Length, at);

        var image = new byte[height * width * channels * size];
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
                for (var channel = 0; channel < channels; channel++)
                {
                    var value = elements[y, x, channel];
                    if (size > 1)
                        value = (value >> 1) ^ (0 - (value & 1));
                    if ((predictor & 1) != 0 && x > 0)
                        value += elements[y, x - 1, channel];
                    if ((predictor & 2) != 0 && y > 0)
                        value += elements[y - 1, x, channel];
                    if (predictor == 3 && x > 0 && y > 0)
                        value -= elements[y - 1, x - 1, channel];
                    elements[y, x, channel] = value;
                    for (var k = 0; k < size; k++)
                        image[((y * width + x) * channels + channel) * size + k] = (byte)(value >> (8 * k));
                }

        return image;
    }
}
