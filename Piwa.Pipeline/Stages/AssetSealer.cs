using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using Piwa.Kernels.Buffers;
using Piwa.Kernels.Recipes;
using Piwa.Kernels.Views;
using Piwa.Pipeline.Cameras;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Labels;
using Piwa.Pipeline.Quality;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Stages;

/// <summary>
/// Seals an asset: hashes its components and packs them, each over the same bytes while they are in the cache; or takes what its device
/// has hashed and packed.
/// </summary>
/// <remarks>Not thread-safe: each worker has its own. Allocates only when an asset is larger than all before.</remarks>
/// <param name="campaignSeed">Seed of the campaign: labels are drawn from it.</param>
internal sealed class AssetSealer(ulong campaignSeed) : IDisposable
{
    private const int CornersOfTriangle = 3;
    private const int TrianglesOfQuad = 2;

    /// <summary>Standard assets hardly ever have more; those that have many are rare, and memory would be asked for late.</summary>
    private const int UsualCorners = 90_000;

    private readonly AssetHasher _hasher = new();
    private readonly BlobPacker _packer = new();
    private readonly MetricsMaker _metrics = new();
    private readonly Reprojection _reprojection = new();
    private LabelSealer? _labels;
    private readonly ArrayBufferWriter<byte> _recipe = new();
    private ViewChannels _listed;
    private ImageChannel[] _channels = [];
    private PlaneLayout[] _layouts = [];
    private int[] _ends = [];
    private CameraRecord[] _cameras = [];
    private readonly MemoryStream _picture = new();
    private ushort[] _meshNormals = [];
    private byte[] _view = [];

    /// <summary>The hashes alone: what verification compares.</summary>
    public AssetHashes Hash(AssetBuffer asset) => Process(asset, null, null);

    /// <summary>The labels with their hash, not packed.</summary>
    public (ShapeLabels Labels, ContentHash Hash) MakeLabels(AssetBuffer asset) => Labels.Make(asset, campaignSeed);

    /// <summary>Fills <paramref name="row"/>; its blobs lie in <paramref name="arena"/>.</summary>
    public void Seal(AssetBuffer asset, AssetRow row, BlobArena arena)
    {
        row.AssetIndex = asset.Index;
        _recipe.ResetWrittenCount();
        RecipeCodec.Write(asset.Recipe, _recipe);
        row.Recipe = arena.Add(_recipe.WrittenSpan);
        row.RecipeIndex = asset.Recipe.Origin?.AssetIndex ?? asset.Index;
        row.Twin = asset.Recipe.Origin?.Twin ?? Twin.None;
        row.Placement = asset.Placement;
        row.PartCount = asset.Recipe.Parts.Count;
        row.VertexCount = asset.VertexCount;
        row.TriangleCount = asset.TriangleCount;
        row.GridResolution = asset.GridResolution;
        row.Defects = asset.Defects;
        row.ImageResolution = asset.ImageResolution;
        row.DepthKind = asset.DepthKind;
        row.NormalSpace = asset.NormalSpace;
        SealCameras(asset, row);
        _metrics.Begin(asset, row.Metrics);
        row.Hashes = Process(asset, row, arena);
        _metrics.EndViews(row.Metrics);
        MeasureReprojection(asset, row);
        if (row.Layout.HasLabels)
            Labels.Seal(asset, campaignSeed, row, arena);
        row.CountBlobBytes();
    }

    private LabelSealer Labels => _labels ??= new LabelSealer(_hasher, _packer);

    public void Dispose()
    {
        _packer.Dispose();
        _picture.Dispose();
    }

    private AssetHashes Process(AssetBuffer asset, AssetRow? row, BlobArena? arena)
    {
        ListChannels(asset.Channels);
        if (asset.Seal is { } seal)
            return Take(seal, asset, row, arena);

        int corners = CornersOfTriangle * asset.TriangleCount;
        Grow(ref _meshNormals, Math.Max(corners, UsualCorners));
        asset.CopyByteNormals(_meshNormals);
        ContentHash mesh = _hasher.Mesh(asset, _meshNormals.AsSpan(0, corners));
        if (row is not null)
            PackMesh(asset, row, arena!);

        _hasher.BeginViews(asset.Channels, asset.DepthKind, asset.NormalSpace);
        for (int view = 0; view < asset.ViewCount; view++)
            SealView(asset, view, row, arena);
        return Combine(asset, mesh);
    }

    /// <summary>What the device has finished: the same hashes and bytes that would be made here.</summary>
    private AssetHashes Take(AssetSeal seal, AssetBuffer asset, AssetRow? row, BlobArena? arena)
    {
        if (row is not null)
        {
            row.MeshPositions = arena!.Add(seal.Positions);
            row.MeshTriangles = arena.Add(seal.Triangles);
            row.MeshNormals = arena.Add(seal.Normals);
            row.MeshParts = arena.Add(seal.Parts);
        }

        _hasher.BeginViews(asset.Channels, asset.DepthKind, asset.NormalSpace);
        for (int view = 0; view < asset.ViewCount; view++)
        {
            _hasher.AddView(new ContentHash(seal.ViewHash(view)));
            if (row is null)
                continue;

            (int x, int y, int width, int height) = seal.Crop(view);
            row.SetCrop(view, new ViewCrop(x, y, width, height));
            foreach (ImageChannel channel in _channels)
                row.Images(channel.Channel)[view] = arena!.Add(seal.Image(channel.Channel, view));
            _metrics.AddView(view, MetricsMaker.Tally(asset, view), MetricsMaker.Color(asset, view), asset.ImageResolution, row.Metrics);
        }

        return Combine(asset, new ContentHash(seal.MeshHash));
    }

    private AssetHashes Combine(AssetBuffer asset, ContentHash mesh) => AssetHasher.Combine(
        mesh, _hasher.Texture(asset.Recipe), _hasher.Scene(asset.Recipe, asset.ImageResolution), _hasher.EndViews());

    private void SealView(AssetBuffer asset, int view, AssetRow? row, BlobArena? arena)
    {
        ViewCrop crop = FindCrop(asset, view);
        row?.SetCrop(view, crop);
        int at = AssetHasher.CropBytes;
        Reserve(asset.ImageResolution);
        AssetHasher.WriteCrop(crop, _view);
        for (int i = 0; i < _channels.Length; i++)
        {
            ImageChannel channel = _channels[i];
            _layouts[i] = channel.Layout(crop.Width, crop.Height);
            Span<byte> pixels = _view.AsSpan(at, crop.Width * crop.Height * channel.PixelBytes);
            crop.CopyRows(asset.Plane(channel.Channel, view), asset.ImageResolution, channel.PixelBytes, pixels);
            at += pixels.Length;
        }

        ReadOnlySpan<byte> all = _view.AsSpan(0, at);
        _hasher.AddView(all);
        if (row is null)
            return;

        PackView(asset, view, all[AssetHasher.CropBytes..], row, arena!);

        // Colour comes first. What is not stored of it is background, which counts for nothing.
        PixelTally tally = _channels[0].Channel == ViewChannels.Color
            ? PixelTally.OfColor(MemoryMarshal.Cast<byte, int>(all.Slice(AssetHasher.CropBytes, crop.Width * crop.Height * sizeof(int))))
            : MetricsMaker.Tally(asset, view);
        _metrics.AddView(view, tally, MetricsMaker.Color(asset, view), asset.ImageResolution, row.Metrics);
    }

    /// <summary>Takes memory for the largest crop there can be: one that is a little larger than all before asks for nothing.</summary>
    private void Reserve(int resolution)
    {
        int bytes = AssetHasher.CropBytes;
        for (int i = 0; i < _channels.Length; i++)
        {
            _layouts[i] = _channels[i].Layout(resolution, resolution);
            bytes += _layouts[i].ImageBytes;
        }

        if (_view.Length >= bytes)
            return;
        Grow(ref _view, bytes);
        _packer.Reserve(_layouts);
    }

    /// <summary>Packs the channels of a view, which lie one after the other.</summary>
    private void PackView(AssetBuffer asset, int view, ReadOnlySpan<byte> pixels, AssetRow row, BlobArena arena)
    {
        if (row.Layout.ImageFormat == ImageFormat.Lz4)
        {
            ReadOnlyMemory<byte> frames = arena.Add(_packer.PackAll(pixels, _layouts, _ends));
            for (int i = 0; i < _channels.Length; i++)
                row.Images(_channels[i].Channel)[view] = frames[(i == 0 ? 0 : _ends[i - 1]).._ends[i]];
            return;
        }

        int at = 0;
        for (int i = 0; i < _channels.Length; at += _layouts[i++].ImageBytes)
        {
            ViewChannels channel = _channels[i].Channel;
            row.Images(channel)[view] = row.Layout.ImageFormat == ImageFormat.Png
                ? PackPicture(asset, channel, view, arena)
                : arena.Add(_packer.PackImage(pixels.Slice(at, _layouts[i].ImageBytes), _layouts[i], zstd: true));
        }
    }

    /// <summary>The assets of a run have the same channels: listed once.</summary>
    private void ListChannels(ViewChannels channels)
    {
        if (channels != _listed)
        {
            _channels = [.. ImageChannel.Of(_listed = channels)];
            _layouts = new PlaneLayout[_channels.Length];
            _ends = new int[_channels.Length];
        }
    }

    /// <summary>
    /// The rectangle outside of which all channels are 0. Colour covers what the others cover, and the edges of it besides; the others, which
    /// are of the pixels' centres, all cover the same.
    /// </summary>
    private ViewCrop FindCrop(AssetBuffer asset, int view)
    {
        ImageChannel widest = _channels[0];
        return ViewCrop.Find(asset.Plane(widest.Channel, view), asset.ImageResolution, widest.PixelBytes);
    }

    /// <summary>The mesh as planes one row high: differences to the vertex or quad before are small.</summary>
    private void PackMesh(AssetBuffer asset, AssetRow row, BlobArena arena)
    {
        const int Corners = TrianglesOfQuad * CornersOfTriangle;
        int quads = asset.TriangleCount / TrianglesOfQuad;
        bool isZstd = row.Layout.ImageFormat == ImageFormat.Zstd;
        ReadOnlySpan<ushort> normals = _meshNormals.AsSpan(0, quads * Corners);
        PlaneLayout triangles = Line(quads, sizeof(ushort), Corners);
        row.MeshPositions = Pack(asset.Positions, Line(asset.VertexCount, sizeof(ushort), 3));
        row.MeshTriangles = isZstd ? arena.Add(_packer.PackTriangles(asset.Triangles, triangles)) : Pack(asset.Triangles, triangles);
        row.MeshNormals = isZstd
            ? arena.Add(_packer.PackNormals(normals, asset.Triangles, asset.VertexCount))
            : Pack(normals, Line(quads, sizeof(byte), 2 * Corners));
        row.MeshParts = Pack(asset.TriangleParts, Line(quads, sizeof(byte), TrianglesOfQuad));

        ReadOnlyMemory<byte> Pack<T>(ReadOnlySpan<T> elements, PlaneLayout layout) where T : unmanaged =>
            arena.Add(_packer.Pack(MemoryMarshal.AsBytes(elements), layout, isZstd));
    }

    private static PlaneLayout Line(int length, int elementBytes, int channels) =>
        new(length, 1, elementBytes, channels, channels, PlanePredictor.Left);

    private ReadOnlyMemory<byte> PackPicture(AssetBuffer asset, ViewChannels channel, int view, BlobArena arena)
    {
        _picture.SetLength(0);
        ChannelPng.Write(_picture, channel, asset.Plane(channel, view), asset.ImageResolution);
        return arena.Add(_picture.GetBuffer().AsSpan(0, (int)_picture.Length));
    }

    private void SealCameras(AssetBuffer asset, AssetRow row)
    {
        if (_cameras.Length != asset.ViewCount)
            _cameras = new CameraRecord[asset.ViewCount];
        for (int view = 0; view < asset.ViewCount; view++)
        {
            CameraRecord camera = CameraRecord.From(asset.Recipe.Cameras[view], asset.ImageResolution, asset.DepthKind, asset.NormalSpace);
            _cameras[view] = camera;
            row.Projections[view] = (int)camera.Projection;
            Span<float> k = row.Intrinsics.AsSpan(view * AssetRow.IntrinsicsLength, AssetRow.IntrinsicsLength);
            (k[0], k[1], k[2], k[3]) = (camera.FocalX, camera.FocalY, camera.CentreX, camera.CentreY);
            (row.DepthRange[2 * view], row.DepthRange[(2 * view) + 1]) = (camera.Near, camera.Far);
            Pose.CopyRows(camera.WorldToCamera, row.WorldToCamera.AsSpan(view * AssetRow.MatrixLength, AssetRow.MatrixLength));
            Pose.CopyRows(camera.CameraToWorld, row.CameraToWorld.AsSpan(view * AssetRow.MatrixLength, AssetRow.MatrixLength));
        }
    }

    private void MeasureReprojection(AssetBuffer asset, AssetRow row)
    {
        (row.ReprojectionError, row.ReprojectionPoints) = (float.NaN, 0);
        if ((asset.Channels & ViewChannels.Depth) == 0)
            return;

        ReprojectionResult result = _reprojection.Measure(asset, _cameras);
        (row.ReprojectionError, row.ReprojectionPoints) = ((float)result.LargestError, result.MutualPoints);
    }

    private static void Grow<T>(ref T[] array, int length)
    {
        if (array.Length < length)
            array = GC.AllocateUninitializedArray<T>((int)BitOperations.RoundUpToPowerOf2((uint)length));
    }
}
