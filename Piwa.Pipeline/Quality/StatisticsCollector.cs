using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using Piwa.Kernels.Recipes;

namespace Piwa.Pipeline.Quality;

/// <summary>Gathers what statistics are made of: eight numbers, form and look of each asset, and counts.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class StatisticsCollector
{
    private const float BytesOfKilobyte = 1000;

    /// <summary>Comparisons that a search may make when not every asset is compared with every other: seconds of work.</summary>
    private const long MostComparisons = (long)DatasetStatistics.ExactAssets * DatasetStatistics.ExactAssets;

    /// <summary>Seed of the random order.</summary>
    private const long OrderSeed = 0x5049_5741;

    private readonly List<float> _triangles = [];
    private readonly List<float> _parts = [];
    private readonly List<float> _sizes = [];
    private readonly List<float> _volumes = [];
    private readonly List<float> _areas = [];
    private readonly List<float> _luminances = [];
    private readonly List<float> _burnt = [];
    private readonly List<float> _black = [];
    private readonly List<(ulong Order, Likeness Likeness)> _points = [];
    private readonly ShareTally _coverage = new();
    private readonly ShareTally _viewLuminance = new();
    private readonly UsageTally<PrimitiveKind> _primitives = new();
    private readonly UsageTally<MaterialFamily> _materials = new();
    private readonly Dictionary<string, int> _columnPlaces = [];
    private readonly List<ColumnSize> _columns = [];
    private long _blankViews;
    private long _sparseViews;

    public long Assets => _points.Count;

    public void Add(AssetSummary asset)
    {
        AssetMetrics metrics = asset.Metrics;
        _triangles.Add(asset.TriangleCount);
        _parts.Add(asset.Recipe.Parts.Count);
        _sizes.Add(asset.StoredBytes / BytesOfKilobyte);
        _volumes.Add(metrics.Volume);
        _areas.Add(metrics.SurfaceArea);
        _luminances.Add(metrics.MeanLuminance);
        _burnt.Add(metrics.BurntShare);
        _black.Add(metrics.BlackShare);
        _points.Add((Order(asset.AssetIndex), new Likeness(metrics.Shape, metrics.Look)));
        _blankViews += metrics.BlankViews;
        _sparseViews += metrics.SparseViews;
        for (int view = 0; view < metrics.Coverage.Length; view++)
        {
            _coverage.Add(metrics.Coverage[view]);
            if (metrics.Coverage[view] >= AssetMetrics.BlankCoverage)
                _viewLuminance.Add(metrics.Luminance[view]);
        }

        if (asset.Recipe.Import is null)
            _primitives.Add(asset.Recipe.Parts.Select(part => part.Primitive));
        _materials.Add(asset.Recipe.Parts.Select(part => part.Material.Family));
        foreach (ColumnSize column in asset.Columns)
            AddColumn(column);
    }

    /// <summary>Makes the statistics; the collector is of no use afterwards.</summary>
    public DatasetStatistics Finish(IProgress<StatisticsProgress>? progress, CancellationToken cancellationToken)
    {
        // Equal hashes of different indices fall back on the order of reading, which is the data set's.
        Likeness[] points = [.. _points.OrderBy(point => point.Order).Select(point => point.Likeness)];
        const int Searches = 3;
        int search = 0;
        return new DatasetStatistics
        {
            Assets = Assets,
            Views = _coverage.Count,
            BlankViews = _blankViews,
            SparseViews = _sparseViews,
            DarkViews = _viewLuminance.Below(DatasetStatistics.DarkLuminance),
            GlaringViews = _viewLuminance.Count - _viewLuminance.Below(DatasetStatistics.GlaringLuminance),
            BurntAssets = _burnt.Count(share => share >= DatasetStatistics.BurntAssetShare),
            BlackAssets = _black.Count(share => share >= DatasetStatistics.BlackAssetShare),
            Triangles = Distribute("triangles", "", _triangles, isWhole: true),
            Parts = Distribute("parts", "", _parts, isWhole: true),
            Size = Distribute("stored size", "kB", _sizes),
            Volume = Distribute("volume", "unit cubes", _volumes),
            SurfaceArea = Distribute("area", "unit squares", _areas),
            AssetLuminance = Distribute("asset luminance", "", _luminances),
            BurntShare = Distribute("burnt pixels", "", _burnt),
            BlackShare = Distribute("black pixels", "", _black),
            Coverage = _coverage.ToDistribution("view coverage"),
            Luminance = _viewLuminance.ToDistribution("view luminance"),
            Columns = _columns,
            Primitives = _primitives.ToUsages(),
            Materials = _materials.ToUsages(),
            Shape = Search(point => point.Shape, ShapeDescriptor.MaxDistance),
            Look = Search(point => point.Look, PerceptualHash.MaxDistance),
            Both = Search(point => point, ShapeDescriptor.MaxDistance),
        };

        NeighbourStatistics? Search<T>(Func<Likeness, T> select, int maxDistance) where T : unmanaged, IMetricPoint<T>
        {
            if (points.Length < 2)
                return null;
            int before = search++, queries = QueryCount(points.Length);
            return NeighbourSearch.Run(
                Array.ConvertAll(points, point => select(point)),
                queries,
                maxDistance,
                done => progress?.Report(new StatisticsProgress(Assets, (before + ((double)done / queries)) / Searches)),
                cancellationToken);
        }
    }

    /// <summary>Assets of a set whose neighbours are searched.</summary>
    internal static int QueryCount(int assets) =>
        (int)Math.Min(assets, Math.Max(MostComparisons / assets, DatasetStatistics.FewestQueries));

    private static Distribution Distribute(string name, string unit, List<float> values, bool isWhole = false) =>
        Distribution.Of(name, unit, CollectionsMarshal.AsSpan(values), isWhole);

    /// <summary>A random place in the order of assets: the same for an asset whatever else is in the set.</summary>
    private static ulong Order(ulong assetIndex)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, assetIndex);
        return XxHash3.HashToUInt64(bytes, OrderSeed);
    }

    private void AddColumn(ColumnSize column)
    {
        if (_columnPlaces.TryAdd(column.Name, _columns.Count))
        {
            _columns.Add(column);
            return;
        }

        int place = _columnPlaces[column.Name];
        _columns[place] = _columns[place] with { Bytes = _columns[place].Bytes + column.Bytes };
    }
}
