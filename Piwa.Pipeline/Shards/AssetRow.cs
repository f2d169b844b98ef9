using System.Numerics;
using Piwa.Kernels.Buffers;
using Piwa.Kernels.Recipes;
using Piwa.Kernels.Views;
using Piwa.Pipeline.Quality;

namespace Piwa.Pipeline.Shards;

/// <summary>One row of a shard: an asset as it is stored.</summary>
/// <remarks>Blobs are frames of filtered planes; see docs/formats.md. Not thread-safe.</remarks>
public sealed class AssetRow
{
    /// <summary>Numbers of a matrix.</summary>
    public const int MatrixLength = 16;

    /// <summary>fx, fy, cx, cy in pixels.</summary>
    public const int IntrinsicsLength = 4;

    private const int CropLength = 4;

    private readonly ReadOnlyMemory<byte>[]?[] _images;

    /// <summary>Creates an empty row.</summary>
    /// <param name="layout">What it holds.</param>
    public AssetRow(RowLayout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentOutOfRangeException.ThrowIfLessThan(layout.ViewCount, 1);
        Layout = layout;
        CropValues = new int[ViewCount * CropLength];
        Metrics = new AssetMetrics(ViewCount);
        Labels = layout.HasLabels ? new RowLabels() : null;
        Projections = new int[ViewCount];
        Intrinsics = new float[ViewCount * IntrinsicsLength];
        WorldToCamera = new float[ViewCount * MatrixLength];
        CameraToWorld = new float[ViewCount * MatrixLength];
        DepthRange = new float[ViewCount * 2];
        _images = [.. ImageChannel.All.Select(channel =>
            (layout.Channels & channel.Channel) != 0 ? new ReadOnlyMemory<byte>[ViewCount] : null)];
    }

    /// <summary>What the row holds.</summary>
    public RowLayout Layout { get; }

    /// <summary>Views of the asset.</summary>
    public int ViewCount => Layout.ViewCount;

    /// <summary>Index of the asset in its campaign.</summary>
    public ulong AssetIndex { get; internal set; }

    /// <summary>Content hashes.</summary>
    public AssetHashes Hashes { get; internal set; }

    /// <summary>Canonical bytes of the recipe.</summary>
    public ReadOnlyMemory<byte> Recipe { get; internal set; }

    /// <summary>Index of the recipe in its preset: what an asset and its twins share.</summary>
    public ulong RecipeIndex { get; internal set; }

    /// <summary>Which counterfactual twin the asset is.</summary>
    public Twin Twin { get; internal set; }

    /// <summary>From recipe units to the world.</summary>
    public AssetPlacement Placement
    {
        get => new(new Vector3(PlacementValues), PlacementValues[3]);
        internal set
        {
            value.Centre.CopyTo(PlacementValues);
            PlacementValues[3] = value.Scale;
        }
    }

    /// <summary>Parts of the recipe.</summary>
    public int PartCount { get; internal set; }

    /// <summary>Vertices of the mesh.</summary>
    public int VertexCount { get; internal set; }

    /// <summary>Triangles of the mesh.</summary>
    public int TriangleCount { get; internal set; }

    /// <summary>Cells of the meshing grid along the asset's longest side.</summary>
    public int GridResolution { get; internal set; }

    /// <summary>Defects that the validator found.</summary>
    public Kernels.Meshes.MeshDefects Defects { get; internal set; }

    /// <summary>What was measured of the mesh and the views.</summary>
    public AssetMetrics Metrics { get; }

    /// <summary>Labels of the shape, or null where the data set has none.</summary>
    public RowLabels? Labels { get; }

    /// <summary>
    /// Largest error, in pixels, of places that two views see: from one by its depth and camera to the other, and back. NaN where no two
    /// views see a place in common, or there is no depth.
    /// </summary>
    public float ReprojectionError { get; internal set; }

    /// <summary>Places that it is over.</summary>
    public int ReprojectionPoints { get; internal set; }

    /// <summary>Pixels along a side of a view.</summary>
    public int ImageResolution { get; internal set; }

    /// <summary>What depths are.</summary>
    public DepthKind DepthKind { get; internal set; }

    /// <summary>The frame of the views' normals.</summary>
    public NormalSpace NormalSpace { get; internal set; }

    /// <summary>Frame of x, y, z by vertex, 16 bits each.</summary>
    public ReadOnlyMemory<byte> MeshPositions { get; internal set; }

    /// <summary>Frame of three vertex indices by triangle, 16 bits each.</summary>
    public ReadOnlyMemory<byte> MeshTriangles { get; internal set; }

    /// <summary>Frame of an octahedral normal by corner of a triangle, two bytes each.</summary>
    public ReadOnlyMemory<byte> MeshNormals { get; internal set; }

    /// <summary>Frame of a part index by triangle, one byte each.</summary>
    public ReadOnlyMemory<byte> MeshParts { get; internal set; }

    /// <summary>How each view is projected: a value of <see cref="CameraProjection"/>.</summary>
    public int[] Projections { get; }

    /// <summary>fx, fy, cx, cy by view, in pixels; fx, fy in pixels for a world unit where the projection is parallel.</summary>
    public float[] Intrinsics { get; }

    /// <summary>4 x 4 by view, row-major, OpenCV axes (x right, y down, z forward).</summary>
    public float[] WorldToCamera { get; }

    /// <summary>4 x 4 by view, row-major, OpenGL axes (x right, y up, z backward).</summary>
    public float[] CameraToWorld { get; }

    /// <summary>Near and far by view: what depth values 1 and 65,535 mean, in world units along the optical axis.</summary>
    public float[] DepthRange { get; }

    /// <summary>Centre and scale of <see cref="Placement"/>.</summary>
    internal float[] PlacementValues { get; } = new float[4];

    /// <summary>x, y, width, height by view.</summary>
    internal int[] CropValues { get; }

    /// <summary>Stored bytes of mesh, views and labels.</summary>
    public long BlobBytes { get; internal set; }

    /// <summary>What is stored of a view.</summary>
    public ViewCrop Crop(int view)
    {
        ReadOnlySpan<int> crop = CropValues.AsSpan(view * CropLength, CropLength);
        return new ViewCrop(crop[0], crop[1], crop[2], crop[3]);
    }

    /// <summary>A channel's images by view, as <see cref="RowLayout.ImageFormat"/> says.</summary>
    /// <exception cref="ArgumentException">The row does not hold that channel.</exception>
    public ReadOnlyMemory<byte>[] Images(ViewChannels channel)
    {
        for (int i = 0; i < _images.Length; i++)
        {
            if (ImageChannel.All[i].Channel == channel && _images[i] is { } images)
                return images;
        }

        throw new ArgumentException($"The data set has no channel {ImageChannel.Format(channel)}; it has {ImageChannel.Format(Layout.Channels)}.");
    }

    /// <summary>Sums up <see cref="BlobBytes"/>.</summary>
    internal void CountBlobBytes()
    {
        long bytes = MeshPositions.Length + MeshTriangles.Length + MeshNormals.Length + MeshParts.Length;
        foreach (ReadOnlyMemory<byte>[]? images in _images)
        {
            for (int view = 0; view < (images?.Length ?? 0); view++)
                bytes += images![view].Length;
        }

        if (Labels is { } labels)
        {
            bytes += labels.Surface.Length + labels.SurfaceParts.Length + labels.Sharp.Length + labels.Volume.Length
                + labels.Near.Length + labels.SharpNear.Length;
        }

        BlobBytes = bytes;
    }

    internal void SetCrop(int view, ViewCrop crop)
    {
        Span<int> values = CropValues.AsSpan(view * CropLength, CropLength);
        (values[0], values[1], values[2], values[3]) = (crop.X, crop.Y, crop.Width, crop.Height);
    }
}
