using Piwa.Pipeline.Encoding;

namespace Piwa.Pipeline.Shards;

/// <summary>One row of a shard: an asset as it is stored.</summary>
/// <remarks>Blobs are LZ4 frames of filtered planes; see <see cref="PlaneFilter"/>. Not thread-safe.</remarks>
public sealed class AssetRow
{
    /// <summary>Numbers of a matrix.</summary>
    public const int MatrixLength = 16;

    /// <summary>fx, fy, cx, cy in pixels.</summary>
    public const int IntrinsicsLength = 4;

    /// <summary>Creates an empty row.</summary>
    /// <param name="viewCount">Views of the asset.</param>
    public AssetRow(int viewCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(viewCount, 1);
        ViewCount = viewCount;
        Crops = new ViewCrop[viewCount];
        Intrinsics = new float[viewCount * IntrinsicsLength];
        WorldToCamera = new float[viewCount * MatrixLength];
        CameraToWorld = new float[viewCount * MatrixLength];
        DepthRange = new float[viewCount * 2];
        Color = new ReadOnlyMemory<byte>[viewCount];
        Depth = new ReadOnlyMemory<byte>[viewCount];
        Normal = new ReadOnlyMemory<byte>[viewCount];
    }

    /// <summary>Views of the asset.</summary>
    public int ViewCount { get; }

    /// <summary>Index of the asset in its campaign.</summary>
    public ulong AssetIndex { get; internal set; }

    /// <summary>Content hashes.</summary>
    public AssetHashes Hashes { get; internal set; }

    /// <summary>Canonical bytes of the recipe.</summary>
    public ReadOnlyMemory<byte> Recipe { get; internal set; }

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

    /// <summary>Pixels along a side of a view.</summary>
    public int ImageResolution { get; internal set; }

    /// <summary>Frame of x, y, z by vertex, 16 bits each.</summary>
    public ReadOnlyMemory<byte> MeshPositions { get; internal set; }

    /// <summary>Frame of three vertex indices by triangle, 16 bits each.</summary>
    public ReadOnlyMemory<byte> MeshTriangles { get; internal set; }

    /// <summary>Frame of an octahedral normal by corner of a triangle, two bytes each.</summary>
    public ReadOnlyMemory<byte> MeshNormals { get; internal set; }

    /// <summary>Frame of a part index by triangle, one byte each.</summary>
    public ReadOnlyMemory<byte> MeshParts { get; internal set; }

    /// <summary>What is stored of each view.</summary>
    public ViewCrop[] Crops { get; }

    /// <summary>fx, fy, cx, cy by view, in pixels.</summary>
    public float[] Intrinsics { get; }

    /// <summary>4 x 4 by view, row-major, OpenCV axes (x right, y down, z forward).</summary>
    public float[] WorldToCamera { get; }

    /// <summary>4 x 4 by view, row-major, OpenGL axes (x right, y up, z backward).</summary>
    public float[] CameraToWorld { get; }

    /// <summary>Near and far by view: what depth values 1 and 65,535 mean, in world units along the optical axis.</summary>
    public float[] DepthRange { get; }

    /// <summary>Frame of the crop's colour by view, RGBA, 8 bits each, sRGB, straight alpha.</summary>
    public ReadOnlyMemory<byte>[] Color { get; }

    /// <summary>Frame of the crop's depth by view, 16 bits; 0 = background.</summary>
    public ReadOnlyMemory<byte>[] Depth { get; }

    /// <summary>Frame of the crop's normals by view, octahedral, two bytes, world frame.</summary>
    public ReadOnlyMemory<byte>[] Normal { get; }

    /// <summary>Stored bytes of mesh and views.</summary>
    public long BlobBytes
    {
        get
        {
            long bytes = MeshPositions.Length + MeshTriangles.Length + MeshNormals.Length + MeshParts.Length;
            for (int view = 0; view < ViewCount; view++)
                bytes += Color[view].Length + Depth[view].Length + Normal[view].Length;
            return bytes;
        }
    }
}
