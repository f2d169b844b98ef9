using Parquet.Schema;

namespace Piwa.Pipeline.Shards;

/// <summary>The columns of a shard. Their names and types are the format; see docs/formats.md.</summary>
internal static class ShardSchema
{
    /// <summary>Version of the columns, in the file's metadata.</summary>
    public const string Version = "1";

    public const string VersionKey = "piwa.schema";
    public const string CampaignKey = "piwa.campaign";

    /// <summary>Levels of an element of a list that is there and has elements: the list, its entry.</summary>
    public const int PresentElement = 2;

    public static readonly DataField AssetIndex = Number<long>("asset_index");
    public static readonly DataField AssetHash = Bytes("asset_hash");
    public static readonly DataField MeshHash = Bytes("mesh_hash");
    public static readonly DataField TextureHash = Bytes("texture_hash");
    public static readonly DataField SceneHash = Bytes("scene_hash");
    public static readonly DataField ViewsHash = Bytes("views_hash");
    public static readonly DataField Recipe = Bytes("recipe");
    public static readonly DataField PartCount = Number<int>("part_count");
    public static readonly DataField VertexCount = Number<int>("vertex_count");
    public static readonly DataField TriangleCount = Number<int>("triangle_count");
    public static readonly DataField GridResolution = Number<int>("grid_resolution");
    public static readonly DataField OpenEdges = Number<int>("defect_open_edges");
    public static readonly DataField SplitVertices = Number<int>("defect_split_vertices");
    public static readonly DataField DegenerateTriangles = Number<int>("defect_degenerate_triangles");
    public static readonly DataField DuplicateVertices = Number<int>("defect_duplicate_vertices");
    public static readonly DataField UnusedVertices = Number<int>("defect_unused_vertices");
    public static readonly DataField ImageResolution = Number<int>("image_resolution");
    public static readonly DataField MeshPositions = Bytes("mesh_positions");
    public static readonly DataField MeshTriangles = Bytes("mesh_triangles");
    public static readonly DataField MeshNormals = Bytes("mesh_normals");
    public static readonly DataField MeshParts = Bytes("mesh_parts");
    public static readonly DataField Crops = Element<int>();
    public static readonly DataField Intrinsics = Element<float>();
    public static readonly DataField WorldToCamera = Element<float>();
    public static readonly DataField CameraToWorld = Element<float>();
    public static readonly DataField DepthRange = Element<float>();
    public static readonly DataField Color = Element<ReadOnlyMemory<byte>>();
    public static readonly DataField Depth = Element<ReadOnlyMemory<byte>>();
    public static readonly DataField Normal = Element<ReadOnlyMemory<byte>>();

    /// <summary>Creating the schema gives the fields their paths: it comes after them.</summary>
    public static readonly ParquetSchema Schema = new(
        AssetIndex,
        AssetHash,
        MeshHash,
        TextureHash,
        SceneHash,
        ViewsHash,
        Recipe,
        PartCount,
        VertexCount,
        TriangleCount,
        GridResolution,
        OpenEdges,
        SplitVertices,
        DegenerateTriangles,
        DuplicateVertices,
        UnusedVertices,
        ImageResolution,
        MeshPositions,
        MeshTriangles,
        MeshNormals,
        MeshParts,
        new ListField("crop", Crops),
        new ListField("intrinsics", Intrinsics),
        new ListField("world_to_camera", WorldToCamera),
        new ListField("camera_to_world", CameraToWorld),
        new ListField("depth_range", DepthRange),
        new ListField("color", Color),
        new ListField("depth", Depth),
        new ListField("normal", Normal));

    private static DataField Number<T>(string name) => new(name, typeof(T), isNullable: false);

    private static DataField Bytes(string name) => new(name, typeof(ReadOnlyMemory<byte>), isNullable: false);

    private static DataField Element<T>() => new("element", typeof(T), isNullable: false);
}
