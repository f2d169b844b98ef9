using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.Intrinsics.X86;
using CsCheck;
using Piwa.Pipeline.Encoding;
using Piwa.Tests.House;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Encoding;

public sealed class PyramidFilterTests
{
    private const int Kinds = 9, HeaderBytes = 46;

    private static readonly PlaneLayout[] Presets =
        [PlaneLayout.Color(64, 48), PlaneLayout.Bytes(64, 48, 2), PlaneLayout.Words(64, 48, 1), PlaneLayout.Bytes(7, 70, 1), PlaneLayout.Words(33, 3, 3)];

    /// <summary>All kinds of layouts; sides around what a vector holds in a band, and one pixel, one row, one column.</summary>
    private static readonly Gen<PlaneLayout> Layouts =
        Gen.Select(Gen.OneOf(Gen.Int[1, 5], Gen.Int[31, 34], Gen.Int[63, 67], Gen.Int[127, 131]), Gen.OneOf(Gen.Int[1, 5], Gen.Int[15, 34]), Gen.Int[0, 6])
            .Select((width, height, kind) => kind switch
            {
                0 or 1 => PlaneLayout.Color(width, height),
                2 or 3 => PlaneLayout.Bytes(width, height, kind - 1),
                4 => PlaneLayout.Bytes(width, height, 5),
                5 => PlaneLayout.Words(width, height, 1),
                _ => PlaneLayout.Words(width, height, 3),
            });

    [Fact]
    public void TheImageComesBack() => Gen.Select(Layouts, Gen.Int, Gen.Int[0, 3]).Sample((layout, seed, content) =>
    {
        byte[] image = Content(layout, seed, content);
        var filter = new PyramidFilter();
        byte[] blob = filter.Encode(layout, image).ToArray();
        Assert.InRange(blob.Length, HeaderBytes, PyramidFilter.MaxBlobBytes(layout));
        var back = new byte[image.Length];
        filter.Decode(blob, layout, back);
        Assert.Equal(image, back);
    }, iter: 1_000);

    [Fact]
    public void BlobIsWhatTheFormatSays() => Gen.Select(Layouts, Gen.Int, Gen.Int[0, 3]).Sample((layout, seed, content) =>
    {
        byte[] image = Content(layout, seed, content);
        Assert.Equal(image, PyramidBook.Read(new PyramidFilter().Encode(layout, image)));
    }, iter: 200);

    [Fact]
    public void AFilterThatIsUsedAgainMakesTheSame()
    {
        var filter = new PyramidFilter();
        foreach (PlaneLayout layout in (PlaneLayout[])[.. Presets, .. Presets.Reverse()])
        {
            byte[] image = Content(layout, 1, 2);
            Assert.Equal(new PyramidFilter().Encode(layout, image), filter.Encode(layout, image));
        }
    }

    [Fact]
    public void SymbolsAreScatteredAlikeOnEveryProcessor()
    {
        if (!Avx512Vbmi2.IsSupported)
            Assert.Skip("There is no AVX-512 VBMI2 here.");
        Gen.Select(Gen.Int[0, 200], Gen.Int, Gen.Bool).Sample((count, seed, isGated) =>
        {
            AssertScatteredAlike<byte>(count, seed, isGated);
            AssertScatteredAlike<ushort>(count, seed, isGated);
        }, iter: 500);
    }

    private static unsafe void AssertScatteredAlike<T>(int count, int seed, bool isGated) where T : unmanaged, IBinaryInteger<T>
    {
        const int Slack = 64;
        var random = new Random(seed);
        int kindsOfRow = random.Next(1, Kinds + 1), length = count + Slack;
        T[] symbols = Random(1 << 16), kinds = Random(kindsOfRow), gate = Random(random.Next(1, 4));
        Assert.Equal(Run(isInTurn: true), Run(isInTurn: false));

        T[] Random(int values) => [.. Enumerable.Range(0, length).Select(_ => T.CreateTruncating(random.Next(values)))];

        T[][] Run(bool isInTurn)
        {
            var streams = new T[Kinds * length];
            T** ends = stackalloc T*[Kinds];
            fixed (T* stream = streams, symbol = symbols, kind = kinds, open = gate)
            {
                for (int i = 0; i < Kinds; i++)
                    ends[i] = stream + (i * length);
                if (isInTurn)
                    PyramidFilter.ScatterInTurn(symbol, kind, isGated ? open : null, count, ends);
                else
                    PyramidFilter.ScatterByKind(symbol, kind, isGated ? open : null, count, ends);
                var found = new T[Kinds][];
                for (int i = 0; i < Kinds; i++)
                    found[i] = streams[(i * length)..(int)(ends[i] - stream)];
                return found;
            }
        }
    }

    // Shards are made of these bytes: the format must not change unnoticed.
    [Fact]
    public void BlobsStayAsTheyAre()
    {
        string[] expected =
        [
            "46088ce74d896978d31f882300cf00cca03f36ca17080ce617646893577de90b",
            "9875e636ed2125fedb942921bf92f796dd6a0fb50bea5a73a6d3a09b20174661",
            "edf0975e241da9b95721ab9eb185cf4d990c5a4cca09771079abbe9b366ce157",
            "f298cc3a29dbcef91a218eff48e6ea42f2db3e0b17e30bf650893d1529085d24",
            "ef155bf184e50b4045dd0038780d565c3d1ed721a38e01091a11eae1e3d2b75c",
        ];
        Assert.Equal(expected, Presets.Select(layout => Blake3.Hash(new PyramidFilter().Encode(layout, Content(layout, 7, 2))).ToString()));
    }

    [Fact]
    public void WhereTheFirstChannelIsZeroTheOthersAreNotCoded()
    {
        PlaneLayout layout = PlaneLayout.Color(40, 40);
        byte[] image = Content(layout, 3, 2);
        int covered = Enumerable.Range(0, 1_600).Count(pixel => image[(4 * pixel) + 3] != 0);
        Assert.InRange(covered, 100, 1_500);
        Assert.Equal(1_600 + (3 * covered), Symbols(new PyramidFilter().Encode(layout, image)));

        // One pixel with colour and without alpha, and all are.
        int empty = Enumerable.Range(0, 1_600).First(pixel => image[(4 * pixel) + 3] == 0);
        image[4 * empty] = 1;
        Assert.Equal(4 * 1_600, Symbols(new PyramidFilter().Encode(layout, image)));
    }

    [Fact]
    public void DamagedBlobsAreRefusedOrAnotherImage() => Gen.Select(Layouts, Gen.Int, Gen.Int[0, 3]).Sample((layout, seed, content) =>
    {
        byte[] image = Content(layout, seed, content), blob = new PyramidFilter().Encode(layout, image).ToArray();
        var random = new Random(seed);
        var filter = new PyramidFilter();
        for (int i = 0; i < 20; i++)
        {
            byte[] damaged = [.. blob];
            int place = i % 2 == 0 ? random.Next(HeaderBytes) : random.Next(blob.Length);
            damaged[place] ^= (byte)(1 << random.Next(8));
            var back = new byte[image.Length];
            if (place < HeaderBytes && damaged[3] == blob[3])
                Assert.Throws<FormatException>(() => filter.Decode(damaged, layout, back));
            else
                Refuse(() => filter.Decode(damaged, layout, back));
        }

        int length = random.Next(blob.Length);
        Assert.Throws<FormatException>(() => filter.Decode(blob.AsSpan(0, length), layout, new byte[image.Length]));
        Assert.Throws<FormatException>(() => filter.Decode([.. blob, 0], layout, new byte[image.Length]));
    }, iter: 100);

    [Fact]
    public void PythonReaderOfTheDocumentationReadsOurBlobs()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("piwa-pyramid-");
        try
        {
            string script = "import sys\n" + Document.Block("docs/formats.md", "python") + Document.Block("docs/formats.md", "python", 3)
                + "\nfor path in sys.argv[1:]: read_pyramid(open(path, 'rb').read()).tofile(path + '.image')\n";
            string scriptPath = Path.Combine(folder.FullName, "read_pyramid.py");
            File.WriteAllText(scriptPath, script);
            (PlaneLayout Layout, int Content)[] cases =
                [.. from layout in (PlaneLayout[])[.. Presets, PlaneLayout.Color(1, 1), PlaneLayout.Words(1, 2, 1)] from content in Enumerable.Range(0, 4) select (layout, content)];
            string[] paths = [.. cases.Select((_, i) => Path.Combine(folder.FullName, $"{i}"))];
            for (int i = 0; i < cases.Length; i++)
                File.WriteAllBytes(paths[i], new PyramidFilter().Encode(cases[i].Layout, Content(cases[i].Layout, i, cases[i].Content)));
            PythonTool.Run([scriptPath, .. paths], "numpy");
            for (int i = 0; i < cases.Length; i++)
                Assert.Equal(Content(cases[i].Layout, i, cases[i].Content), File.ReadAllBytes(paths[i] + ".image"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Refuse(Action action)
    {
        try
        {
            action();
        }
        catch (FormatException)
        {
        }
    }

    private static long Symbols(ReadOnlySpan<byte> blob)
    {
        long symbols = 0;
        for (int kind = 0; kind < Kinds; kind++)
            symbols += BinaryPrimitives.ReadUInt32LittleEndian(blob[(HeaderBytes - (4 * (Kinds - kind)))..]);
        return symbols;
    }

    /// <summary>Noise; nothing; a smooth thing before a background; noise that is often 0.</summary>
    private static byte[] Content(PlaneLayout layout, int seed, int content)
    {
        var random = new Random(seed);
        var image = new byte[layout.ImageBytes];
        int pixelBytes = layout.Channels * layout.ElementBytes;
        for (int i = 0; i < image.Length; i++)
        {
            int pixel = i / pixelBytes, x = pixel % layout.Width, y = pixel / layout.Width, channel = i % pixelBytes;
            bool isThing = ((x - (layout.Width / 2)) * (x - (layout.Width / 2))) + ((y - (layout.Height / 2)) * (y - (layout.Height / 2)))
                < layout.Width * layout.Height / 6;
            image[i] = content switch
            {
                0 => (byte)random.Next(256),
                1 => 0,
                2 => isThing ? (byte)(60 + (channel * 20) + (x * (1 + channel)) + (y / 2) + random.Next(3)) : (byte)0,
                _ => random.Next(4) == 0 ? (byte)random.Next(256) : (byte)0,
            };
            if (content == 2 && isThing && layout.LeadChannels < layout.Channels && channel == 3)
                image[i] = byte.MaxValue;
        }

        return image;
    }
}
