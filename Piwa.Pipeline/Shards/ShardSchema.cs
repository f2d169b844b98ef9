using Parquet.Schema;
using Piwa.Kernels.Meshes;
using Piwa.Kernels.Recipes;
using Piwa.Kernels.Views;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Quality;

namespace Piwa.Pipeline.Shards;

/// <summary>The columns of a shard. Their names and types are the format; see docs/formats.md.</summary>
/// <remarks>An instance belongs to one file: the schema gives its fields their paths.</remarks>
internal sealed class ShardSchema
{
    /// <summary>Version of columns and blobs, in the file's metadata.</summary>
    public const string Version = "3";

    /// <summary>The version before: the same columns, and blobs that say of themselves what they are.</summary>
    public const string ReadableVersion = "2";

    public const string VersionKey = "piwa.schema";
    public const string CampaignKey = "piwa.campaign";
    public const string ViewsKey = "piwa.views";
    public const string ImagesKey = "piwa.images";

    public ShardSchema(RowLayout layout)
    {
        Layout = layout;
        Columns =
        [
            AssetIndex, AssetHash, .. Identity(), .. Mesh(), .. Quality(), .. Views(),
            .. ImageChannel.Of(layout.Channels).Select(channel => ImageColumn.Create(channel, layout.ImageFormat)),
            .. layout.HasLabels ? Labels() : [],
        ];
        Hashes = [AssetIndex, .. Columns.Where(column => column.Field.Name.EndsWith("_hash", StringComparison.Ordinal))];
        Parquet = new ParquetSchema(Columns.Select(column => column.Field));
    }

    public RowLayout Layout { get; }

    public ParquetSchema Parquet { get; }

    public IReadOnlyList<ShardColumn> Columns { get; }

    /// <summary>Index and content hashes.</summary>
    public IReadOnlyList<ShardColumn> Hashes { get; }

    public ShardColumn AssetIndex { get; } = Value("asset_index", row => (long)row.AssetIndex, (row, value) => row.AssetIndex = (ulong)value);

    public ShardColumn AssetHash { get; } = Hash("asset_hash", row => row.Hashes.Asset, (row, hash) => row.Hashes = row.Hashes with { Asset = hash });

    private static IEnumerable<ShardColumn> Identity() =>
    [
        Hash("mesh_hash", row => row.Hashes.Mesh, (row, hash) => row.Hashes = row.Hashes with { Mesh = hash }),
        Hash("texture_hash", row => row.Hashes.Texture, (row, hash) => row.Hashes = row.Hashes with { Texture = hash }),
        Hash("scene_hash", row => row.Hashes.Scene, (row, hash) => row.Hashes = row.Hashes with { Scene = hash }),
        Hash("views_hash", row => row.Hashes.Views, (row, hash) => row.Hashes = row.Hashes with { Views = hash }),
        Value("recipe", row => row.Recipe, (row, value) => row.Recipe = value),
        Value("recipe_index", row => (long)row.RecipeIndex, (row, value) => row.RecipeIndex = (ulong)value),
        Text("twin", row => row.Twin.ToString(), (row, text) => row.Twin = Twin.Parse(text)),
        new ListColumn<float>("placement", row => row.PlacementValues),
    ];

    private static IEnumerable<ShardColumn> Mesh() =>
    [
        Value("part_count", row => row.PartCount, (row, value) => row.PartCount = value),
        Value("vertex_count", row => row.VertexCount, (row, value) => row.VertexCount = value),
        Value("triangle_count", row => row.TriangleCount, (row, value) => row.TriangleCount = value),
        Value("grid_resolution", row => row.GridResolution, (row, value) => row.GridResolution = value),
        Defect("open_edges", defects => defects.OpenEdges, (defects, count) => defects with { OpenEdges = count }),
        Defect("split_vertices", defects => defects.SplitVertices, (defects, count) => defects with { SplitVertices = count }),
        Defect("degenerate_triangles", defects => defects.DegenerateTriangles, (defects, count) => defects with { DegenerateTriangles = count }),
        Defect("duplicate_vertices", defects => defects.DuplicateVertices, (defects, count) => defects with { DuplicateVertices = count }),
        Defect("unused_vertices", defects => defects.UnusedVertices, (defects, count) => defects with { UnusedVertices = count }),
        Blob("mesh_positions", row => row.MeshPositions, (row, value) => row.MeshPositions = value),
        Blob("mesh_triangles", row => row.MeshTriangles, (row, value) => row.MeshTriangles = value),
        Blob("mesh_normals", row => row.MeshNormals, (row, value) => row.MeshNormals = value),
        Blob("mesh_parts", row => row.MeshParts, (row, value) => row.MeshParts = value),
    ];

    private static IEnumerable<ShardColumn> Quality() =>
    [
        Value("volume", row => row.Metrics.Volume, (row, value) => row.Metrics.Volume = value),
        Value("surface_area", row => row.Metrics.SurfaceArea, (row, value) => row.Metrics.SurfaceArea = value),
        new ListColumn<float>("coverage", row => row.Metrics.Coverage),
        new ListColumn<float>("luminance", row => row.Metrics.Luminance),
        Value("mean_luminance", row => row.Metrics.MeanLuminance, (row, value) => row.Metrics.MeanLuminance = value),
        Value("blank_views", row => row.Metrics.BlankViews, (row, value) => row.Metrics.BlankViews = value),
        Value("sparse_views", row => row.Metrics.SparseViews, (row, value) => row.Metrics.SparseViews = value),
        Value("burnt_share", row => row.Metrics.BurntShare, (row, value) => row.Metrics.BurntShare = value),
        Value("black_share", row => row.Metrics.BlackShare, (row, value) => row.Metrics.BlackShare = value),
        new BytesColumn("shape_descriptor", ShapeDescriptor.Length, CopyShape, (row, bytes) => row.Metrics.Shape = new(bytes)),
        Value("look_front", row => (long)row.Metrics.Look.Front, (row, value) => row.Metrics.Look = row.Metrics.Look with { Front = (ulong)value }),
        Value("look_back", row => (long)row.Metrics.Look.Back, (row, value) => row.Metrics.Look = row.Metrics.Look with { Back = (ulong)value }),
        Value("blob_bytes", row => row.BlobBytes, (row, value) => row.BlobBytes = value),
        Value("reprojection_error", row => row.ReprojectionError, (row, value) => row.ReprojectionError = value),
        Value("reprojection_points", row => row.ReprojectionPoints, (row, value) => row.ReprojectionPoints = value),
    ];

    private static IEnumerable<ShardColumn> Views() =>
    [
        Value("image_resolution", row => row.ImageResolution, (row, value) => row.ImageResolution = value),
        Name("depth_kind", row => row.DepthKind, (row, value) => row.DepthKind = value),
        Name("normal_space", row => row.NormalSpace, (row, value) => row.NormalSpace = value),
        new ListColumn<int>("crop", row => row.CropValues),
        new ListColumn<int>("projection", row => row.Projections),
        new ListColumn<float>("intrinsics", row => row.Intrinsics),
        new ListColumn<float>("world_to_camera", row => row.WorldToCamera),
        new ListColumn<float>("camera_to_world", row => row.CameraToWorld),
        new ListColumn<float>("depth_range", row => row.DepthRange),
    ];

    private static IEnumerable<ShardColumn> Labels() =>
    [
        Hash("labels_hash", row => row.Labels!.Hash, (row, hash) => row.Labels!.Hash = hash),
        Text("program", row => row.Labels!.Program, (row, text) => row.Labels!.Program = text),
        new ListColumn<int>("part_triangles", row => row.Labels!.PartTriangles, (row, list) => row.Labels!.PartTriangles = list),
        new ListColumn<float>("part_boxes", row => row.Labels!.PartBoxes, (row, list) => row.Labels!.PartBoxes = list),
        Blob("surface", row => row.Labels!.Surface, (row, value) => row.Labels!.Surface = value),
        Blob("surface_parts", row => row.Labels!.SurfaceParts, (row, value) => row.Labels!.SurfaceParts = value),
        Blob("sharp", row => row.Labels!.Sharp, (row, value) => row.Labels!.Sharp = value),
        Blob("volume_sdf", row => row.Labels!.Volume, (row, value) => row.Labels!.Volume = value),
        Blob("near_sdf", row => row.Labels!.Near, (row, value) => row.Labels!.Near = value),
        Blob("sharp_near_sdf", row => row.Labels!.SharpNear, (row, value) => row.Labels!.SharpNear = value),
    ];

    /// <summary>The schema of a file, by the columns that it has.</summary>
    /// <param name="names">Names of the file's columns.</param>
    /// <param name="viewCount">Views of its rows.</param>
    /// <param name="format">How it holds images.</param>
    /// <exception cref="FormatException">It is no shard's schema.</exception>
    public static ShardSchema Of(IReadOnlySet<string> names, int viewCount, ImageFormat format)
    {
        ViewChannels channels = ImageChannel.All
            .Where(channel => names.Contains(channel.Name))
            .Aggregate(ViewChannels.None, (set, channel) => set | channel.Channel);
        var schema = new ShardSchema(new RowLayout(viewCount, channels, format, names.Contains("labels_hash")));
        ShardColumn? missing = schema.Columns.FirstOrDefault(column => !names.Contains(column.Field.Name));
        return missing is null ? schema : throw new FormatException($"it has no column {missing.Field.Name}.");
    }

    private static ValueColumn<T> Value<T>(string name, Func<AssetRow, T> get, Action<AssetRow, T> set) where T : struct => new(name, get, set);

    private static ValueColumn<ReadOnlyMemory<byte>> Blob(
        string name, Func<AssetRow, ReadOnlyMemory<byte>> get, Action<AssetRow, ReadOnlyMemory<byte>> set) => new(name, get, set) { HoldsBlobs = true };

    private static BytesColumn Hash(string name, Func<AssetRow, ContentHash> get, Action<AssetRow, ContentHash> set) =>
        new(name, ContentHash.ByteCount, (row, target) => get(row).Bytes.CopyTo(target), (row, bytes) => set(row, new ContentHash(bytes)));

    private static void CopyShape(AssetRow row, Span<byte> target)
    {
        ShapeDescriptor shape = row.Metrics.Shape;
        shape.Bytes.CopyTo(target);
    }

    private static ValueColumn<ReadOnlyMemory<char>> Text(string name, Func<AssetRow, string> get, Action<AssetRow, string> set) =>
        new(name, row => get(row).AsMemory(), (row, text) => set(row, text.ToString()));

    private static ValueColumn<ReadOnlyMemory<char>> Name<T>(string name, Func<AssetRow, T> get, Action<AssetRow, T> set) where T : struct, Enum
    {
        var names = Enum.GetValues<T>().ToDictionary(value => value, value => value.ToString().ToLowerInvariant());
        return Text(name, row => names[get(row)], (row, text) => set(row, Enum.TryParse(text, ignoreCase: true, out T value)
            ? value
            : throw new FormatException($"Column {name} has '{text}', which is none of {string.Join(", ", Enum.GetNames<T>())}.")));
    }

    private static ValueColumn<int> Defect(string name, Func<MeshDefects, int> get, Func<MeshDefects, int, MeshDefects> set) =>
        new($"defect_{name}", row => get(row.Defects), (row, count) => row.Defects = set(row.Defects, count));
}
