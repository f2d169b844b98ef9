using Piwa.Kernels.Buffers;
using Piwa.Kernels.Recipes;
using Piwa.Kernels.Views;

namespace Piwa.Pipeline.Quality;

/// <summary>Measures assets, fast enough to do it for every one as it is sealed.</summary>
/// <remarks>Not thread-safe: each worker has its own. Allocates only when a mesh is larger than all before.</remarks>
public sealed class MetricsMaker
{
    private readonly ShapeMeter _shape = new();
    private readonly LookMeter _look = new();
    private PixelTally _all;
    private int _opposite;

    /// <summary>Measures an asset of a batch whose views are rendered.</summary>
    /// <param name="asset">The asset, without fault.</param>
    /// <param name="metrics">Takes the result; all of it is overwritten.</param>
    /// <exception cref="ArgumentException">The metrics are for another number of views, or the mesh is empty.</exception>
    public void Measure(AssetBuffer asset, AssetMetrics metrics)
    {
        ArgumentNullException.ThrowIfNull(asset);
        ArgumentNullException.ThrowIfNull(metrics);
        if (metrics.Coverage.Length != asset.ViewCount)
            throw new ArgumentException($"The metrics are for {metrics.Coverage.Length} views; the asset has {asset.ViewCount}.", nameof(metrics));

        Begin(asset, metrics);
        for (int view = 0; view < asset.ViewCount; view++)
            AddView(view, Tally(asset, view), Color(asset, view), asset.ImageResolution, metrics);
        EndViews(metrics);
    }

    /// <summary>Measures the mesh; the views follow, each by <see cref="AddView"/>, then <see cref="EndViews"/>.</summary>
    internal void Begin(AssetBuffer asset, AssetMetrics metrics)
    {
        MeasureMesh(asset.Positions, asset.Triangles, metrics);
        BeginViews(Opposite(asset.Recipe.Cameras), metrics);
    }

    /// <summary>The tally of a whole view, by its colour or, in a run without, its depth.</summary>
    internal static PixelTally Tally(AssetBuffer asset, int view) =>
        (asset.Channels & ViewChannels.Color) != 0 ? PixelTally.OfColor(asset.Color(view))
        : (asset.Channels & ViewChannels.Depth) != 0 ? PixelTally.OfDepth(asset.Depth(view))
        : default;

    /// <summary>A view's colour <c>[y, x]</c>, empty in a run without.</summary>
    internal static ReadOnlySpan<int> Color(AssetBuffer asset, int view) => (asset.Channels & ViewChannels.Color) != 0 ? asset.Color(view) : [];

    /// <summary>The view that is most opposed to view 0: its partner in <see cref="PerceptualHash"/>.</summary>
    internal static int Opposite(IReadOnlyList<Camera> cameras)
    {
        System.Numerics.Vector3 front = cameras[0].Forward;
        int opposite = 0;
        float least = float.PositiveInfinity;
        for (int i = 0; i < cameras.Count; i++)
        {
            System.Numerics.Vector3 forward = cameras[i].Forward;
            float cosine = (front.X * forward.X) + (front.Y * forward.Y) + (front.Z * forward.Z);
            if (cosine < least)
                (least, opposite) = (cosine, i);
        }

        return opposite;
    }

    /// <summary>Volume, area and form.</summary>
    /// <param name="positions">x, y, z by vertex, 16 bits in the unit cube.</param>
    /// <param name="triangles">Three vertex indices by triangle; at least one triangle.</param>
    /// <param name="metrics">Takes the result.</param>
    internal void MeasureMesh(ReadOnlySpan<ushort> positions, ReadOnlySpan<ushort> triangles, AssetMetrics metrics)
    {
        _shape.Load(positions, triangles);
        metrics.Volume = _shape.Volume;
        metrics.SurfaceArea = _shape.SurfaceArea;
        metrics.Shape = _shape.Describe();
    }

    internal void BeginViews(int opposite, AssetMetrics metrics)
    {
        _opposite = opposite;
        _all = default;
        metrics.BlankViews = 0;
        metrics.SparseViews = 0;
        metrics.Look = default;
    }

    /// <summary>Adds a view.</summary>
    /// <param name="view">Its number.</param>
    /// <param name="tally">Of all of its pixels; background may be left out.</param>
    /// <param name="color">Its colour plane <c>[y, x]</c>, or nothing.</param>
    /// <param name="resolution">Pixels along a side.</param>
    /// <param name="metrics">Takes the result.</param>
    internal void AddView(int view, PixelTally tally, ReadOnlySpan<int> color, int resolution, AssetMetrics metrics)
    {
        long pixels = (long)resolution * resolution;
        metrics.Coverage[view] = (float)((double)tally.Covered / pixels);
        metrics.Luminance[view] = (float)tally.MeanLuminance;
        if (tally.Covered * 1000 < pixels)
            metrics.BlankViews++;
        if (tally.Covered * 100 < pixels)
            metrics.SparseViews++;
        _all += tally;

        if (color.IsEmpty || (view != 0 && view != _opposite))
            return;
        ulong hash = _look.Hash(color, resolution);
        PerceptualHash look = metrics.Look;
        metrics.Look = new PerceptualHash(view == 0 ? hash : look.Front, view == _opposite ? hash : look.Back);
    }

    internal void EndViews(AssetMetrics metrics)
    {
        metrics.MeanLuminance = (float)_all.MeanLuminance;
        metrics.BurntShare = (float)_all.ShareOf(_all.Burnt);
        metrics.BlackShare = (float)_all.ShareOf(_all.Black);
    }
}
