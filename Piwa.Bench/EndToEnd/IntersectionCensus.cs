using System.Diagnostics;
using Piwa.Kernels.Buffers;
using Piwa.Kernels.Recipes;
using Piwa.Pipeline.Labels;

namespace Piwa.Bench.EndToEnd;

/// <summary>
/// Where the meshes of many assets pass through themselves: how many pairs of triangles in how many assets, of which parts, and whether the two
/// are near on the surface (a fold: some triangle has vertices of both) or far (two sheets that should be apart).
/// </summary>
internal sealed class IntersectionCensus
{
    private const int CornersOfTriangle = 3;
    private const int Shown = 12;

    private readonly MeshIntersections _intersections = new();
    private readonly List<(int First, int Second)> _pairs = [];
    private readonly List<double> _milliseconds = [];
    private readonly List<(ulong Asset, int Pairs)> _assets = [];
    private readonly Dictionary<string, (int Pairs, HashSet<ulong> Assets)> _kinds = [];
    private int _folds;

    public void Add(AssetBuffer asset)
    {
        _pairs.Clear();
        long start = Stopwatch.GetTimestamp();
        int count = _intersections.Count(asset.Positions, asset.Triangles, _pairs);
        _milliseconds.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        if (count == 0)
            return;

        _assets.Add((asset.Index, count));
        ILookup<ushort, int> byVertex = asset.Triangles.ToArray().Select((vertex, corner) => (vertex, corner / CornersOfTriangle))
            .ToLookup(entry => entry.vertex, entry => entry.Item2);
        foreach ((int first, int second) in _pairs)
        {
            bool fold = IsFold(asset, byVertex, first, second);
            _folds += fold ? 1 : 0;
            string kind = $"{Describe(asset, first, second)}, {(fold ? "fold" : "sheets")}";
            (int pairs, HashSet<ulong> assets) = _kinds.GetValueOrDefault(kind, (0, []));
            assets.Add(asset.Index);
            _kinds[kind] = (pairs + 1, assets);
        }
    }

    public void Print()
    {
        _milliseconds.Sort();
        int total = _assets.Sum(asset => asset.Pairs), checkedAssets = _milliseconds.Count;
        Console.WriteLine($"  self-intersections: {total:N0} pairs, {_folds:N0} of them folds, in {_assets.Count:N0} of {checkedAssets:N0} assets "
            + $"({100.0 * _assets.Count / checkedAssets:F2} %); least {_milliseconds[0]:F1} ms, 10 % {Percentile(10):F1} ms, median {Percentile(50):F1} ms, 99 % {Percentile(99):F1} ms");
        foreach ((ulong asset, int pairs) in _assets.OrderByDescending(asset => asset.Pairs).Take(Shown))
            Console.WriteLine($"    asset {asset}: {pairs:N0} pairs");
        foreach ((string kind, (int pairs, HashSet<ulong> assets)) in _kinds.OrderByDescending(kind => kind.Value.Pairs).Take(Shown))
            Console.WriteLine($"    {kind}: {pairs:N0} pairs in {assets.Count:N0} assets");

        double Percentile(int percent) => _milliseconds[(_milliseconds.Count - 1) * percent / 100];
    }

    private static bool IsFold(AssetBuffer asset, ILookup<ushort, int> byVertex, int first, int second)
    {
        ushort[] other = Vertices(asset, second);
        return Vertices(asset, first).SelectMany(vertex => byVertex[vertex]).Any(triangle => Vertices(asset, triangle).Any(other.Contains));
    }

    private static ushort[] Vertices(AssetBuffer asset, int triangle) =>
        asset.Triangles.Slice(CornersOfTriangle * triangle, CornersOfTriangle).ToArray();

    private static string Describe(AssetBuffer asset, int first, int second)
    {
        byte a = asset.TriangleParts[first], b = asset.TriangleParts[second];
        string[] names = [.. new[] { Name(asset.Recipe.Parts[a]), Name(asset.Recipe.Parts[b]) }.Order(StringComparer.Ordinal)];
        return a == b ? $"one {names[0]}" : $"{names[0]} and {names[1]}";
    }

    private static string Name(Part part) =>
        part.Primitive + (part.Displacement is { } relief ? $"+{relief.Kind}" : "") + (part.Operation == PartOperation.Difference ? " cut" : "");
}
