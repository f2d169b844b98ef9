using System.Text;
using Piwa.Kernels.Meshes;
using Piwa.Kernels.Recipes;
using Piwa.Kernels.Views;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Quality;
using Piwa.Pipeline.Shards;

namespace Piwa.Tests.Shards;

/// <summary>Rows of any values, to be written: no pipeline would make them.</summary>
internal sealed class RandomRows(int seed)
{
    private const int MostViews = 5, MostParts = 4, MostBlobBytes = 3000;

    private readonly Random _random = new(seed);

    /// <summary>A layout: any channels in any format, with labels or without.</summary>
    public RowLayout Layout()
    {
        ViewChannels channels = (ViewChannels)_random.Next(1, 1 << ImageChannel.All.Count);
        return new RowLayout(_random.Next(1, MostViews + 1), channels, (ImageFormat)_random.Next(3), _random.Next(2) == 0);
    }

    public AssetRow[] Rows(RowLayout layout, int count) => [.. Enumerable.Range(0, count).Select(_ => Row(layout))];

    private AssetRow Row(RowLayout layout)
    {
        AssetRow row = new(layout)
        {
            AssetIndex = (ulong)_random.NextInt64(long.MinValue, long.MaxValue),
            RecipeIndex = (ulong)_random.NextInt64(),
            Hashes = new AssetHashes(Hash(), Hash(), Hash(), Hash(), Hash()),
            Recipe = Blob(256),
            Twin = _random.Next(2) == 0 ? Twin.None : new Twin(TwinKind.Light, (byte)_random.Next(256)),
            PartCount = Int(),
            VertexCount = Int(),
            TriangleCount = Int(),
            GridResolution = Int(),
            Defects = new MeshDefects(Int(), Int(), Int(), Int(), Int(), false),
            MeshPositions = Blob(MostBlobBytes),
            MeshTriangles = Blob(MostBlobBytes),
            MeshNormals = Blob(1 << 19),
            MeshParts = Blob(MostBlobBytes),
            ReprojectionError = Float(),
            ReprojectionPoints = Int(),
            ImageResolution = Int(),
            DepthKind = (DepthKind)_random.Next(2),
            NormalSpace = (NormalSpace)_random.Next(2),
        };
        AssetMetrics metrics = row.Metrics;
        (metrics.Volume, metrics.SurfaceArea, metrics.MeanLuminance, metrics.BurntShare, metrics.BlackShare) =
            (Float(), Float(), Float(), Float(), Float());
        (metrics.BlankViews, metrics.SparseViews) = (Int(), Int());
        metrics.Shape = new ShapeDescriptor(Hash().Bytes);
        metrics.Look = new PerceptualHash((ulong)_random.NextInt64(), (ulong)_random.NextInt64(long.MinValue, 0));
        float[][] lists =
        [
            row.PlacementValues, row.Intrinsics, row.WorldToCamera, row.CameraToWorld, row.DepthRange, metrics.Coverage, metrics.Luminance,
        ];
        foreach (float[] list in lists)
            Fill(list, Float);
        Fill(row.CropValues, Int);
        Fill(row.Projections, Int);
        foreach (ImageChannel channel in ImageChannel.Of(layout.Channels))
            Fill(row.Images(channel.Channel), () => Blob(MostBlobBytes));
        if (row.Labels is { } labels)
            Fill(labels);
        row.CountBlobBytes();
        return row;
    }

    private void Fill(RowLabels labels)
    {
        labels.Hash = Hash();
        labels.Program = Text();
        labels.PartTriangles = new int[_random.Next(1, MostParts)];
        labels.PartBoxes = new float[RowLabels.BoxLength * labels.PartTriangles.Length];
        Fill(labels.PartTriangles, Int);
        Fill(labels.PartBoxes, Float);
        (labels.Surface, labels.SurfaceParts, labels.Sharp) = (Blob(MostBlobBytes), Blob(MostBlobBytes), Blob(MostBlobBytes));
        (labels.Volume, labels.Near, labels.SharpNear) = (Blob(MostBlobBytes), Blob(MostBlobBytes), Blob(MostBlobBytes));
    }

    private static void Fill<T>(T[] target, Func<T> value)
    {
        for (int i = 0; i < target.Length; i++)
            target[i] = value();
    }

    private ContentHash Hash()
    {
        Span<byte> bytes = stackalloc byte[ContentHash.ByteCount];
        _random.NextBytes(bytes);
        return new ContentHash(bytes);
    }

    private int Int() => _random.Next(3) switch { 0 => 0, 1 => _random.Next(100), _ => _random.Next(int.MinValue, int.MaxValue) };

    private float Float() => _random.Next(12) switch
    {
        0 => float.NaN,
        1 => 0f,
        2 => -0f,
        3 => float.PositiveInfinity,
        _ => BitConverter.Int32BitsToSingle(_random.Next(int.MinValue, int.MaxValue)),
    };

    private ReadOnlyMemory<byte> Blob(int most)
    {
        byte[] bytes = new byte[_random.Next(4) == 0 ? 0 : _random.Next(most)];
        _random.NextBytes(bytes);
        return bytes;
    }

    private string Text()
    {
        StringBuilder text = new();
        ReadOnlySpan<string> pieces = ["union(", "ä", "漢", "😀", " ", "\n", "z", "Z"];
        for (int length = _random.Next(40); length > 0; length--)
            text.Append(pieces[_random.Next(pieces.Length)]);
        return text.ToString();
    }
}
