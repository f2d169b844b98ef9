using ILGPU;
using Piwa.Kernels.Meshes;
using Piwa.Kernels.Views;

namespace Piwa.Kernels.Devices;

/// <summary>
/// All device memory of a lane as kernels receive it: one array for each kind of data, in which each asset has its stretch. The
/// strides are the lane's capacities.
/// </summary>
internal struct DeviceArrays
{
    /// <summary>A bit that no pixel's number has.</summary>
    public const int BlendedPixel = 1 << 30;

    // By asset.
    public ArrayView<GridRecord> Grids;
    public ArrayView<MeshHeader> Headers;
    public ArrayView<CoarseMeasure> Measures;
    public ArrayView<PartRecord> Parts;

    /// <summary>The tables of all assets' parts, without gaps; an asset's begin at <see cref="PartDataStarts"/>.</summary>
    public ArrayView<float> PartData;

    public ArrayView<int> PartDataStarts;
    public ArrayView<MaterialRecord> Materials;
    public ArrayView<SkyRecord> Sky;
    public ArrayView<LightRecord> Lights;
    public ArrayView<SceneRecord> Scenes;

    /// <summary>Addresses of the asset's arrays.</summary>
    public ArrayView<MeshWork> Meshes;

    // Common to all assets.
    public ArrayView<int> CellTable;

    // By asset and corner, cell or row.
    public ArrayView<float> Distances;
    public ArrayView<int> Rows;
    public ArrayView<int> CellPatterns;
    public ArrayView<int> CellVertices;
    public ArrayView<int> CornerQuads;

    // By asset and quad, or vertex; several arrays of one length each behind the other.
    public ArrayView<int> QuadInts;
    public ArrayView<float> QuadFloats;
    public ArrayView<int> VertexInts;
    public ArrayView<float> VertexFloats;

    // The mesh, by asset.
    public ArrayView<ushort> Positions;
    public ArrayView<ushort> Triangles;
    public ArrayView<int> TriangleNormals;
    public ArrayView<byte> TriangleParts;
    public ArrayView<byte> TriangleInfos;

    // By asset and view.
    public ArrayView<ViewRecord> Views;

    /// <summary>Addresses of the view's arrays.</summary>
    public ArrayView<ViewWork> ViewWorks;
    public ArrayView<int> ScreenX;
    public ArrayView<int> ScreenY;
    public ArrayView<float> Nearness;
    public ArrayView<ulong> CentreKeys;
    public ArrayView<ulong> CornerKeys;
    public ArrayView<byte> CornerNeeded;

    /// <summary>By view: the pixels that show a surface, in no order. With <see cref="BlendedPixel"/>, those that are blended.</summary>
    public ArrayView<int> ListedPixels;

    /// <summary>By view: the corners that are needed and show a surface, in no order.</summary>
    public ArrayView<int> ListedCorners;

    /// <summary>By view: how many pixels are listed, and how many corners.</summary>
    public ArrayView<int> ListLengths;

    /// <summary>By view: red of all samples, then green, then blue.</summary>
    public ArrayView<float> Samples;

    public ArrayView<int> Refused;
    public ArrayView<int> Color;
    public ArrayView<ushort> Depth;
    public ArrayView<ushort> Normal;
    public ArrayView<int> Albedo;
    public ArrayView<ushort> Material;
    public ArrayView<byte> Part;
    public ArrayView<ushort> Position;

    public int PartCapacity;
    public int CellCapacity;
    public int CornerCapacity;
    public int RowCapacity;
    public int QuadCapacity;
    public int VertexCapacity;
    public int ViewCount;
    public int PixelCount;

    /// <summary>Samples along a side of the plane of corners, and all of them.</summary>
    public int CornerSide;
    public int CornerSampleCount;
}

/// <summary>What a view needs to know of its asset's mesh and light.</summary>
internal struct SceneRecord
{
    public int VertexCount;
    public int TriangleCount;
    public int LightCount;
    public int PartCount;
    public float UnitOffsetX, UnitOffsetY, UnitOffsetZ, UnitScale;
}
