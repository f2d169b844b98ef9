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
    // By asset.
    public ArrayView<GridRecord> Grids;
    public ArrayView<MeshHeader> Headers;
    public ArrayView<CoarseMeasure> Measures;
    public ArrayView<PartRecord> Parts;
    public ArrayView<float> Heights;
    public ArrayView<MaterialRecord> Materials;
    public ArrayView<SkyRecord> Sky;
    public ArrayView<LightRecord> Lights;
    public ArrayView<SceneRecord> Scenes;

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

    // By asset and view.
    public ArrayView<ViewRecord> Views;
    public ArrayView<int> ScreenX;
    public ArrayView<int> ScreenY;
    public ArrayView<float> InverseDepth;
    public ArrayView<ulong> NearestKeys;
    public ArrayView<int> Refused;
    public ArrayView<int> Color;
    public ArrayView<ushort> Depth;
    public ArrayView<ushort> Normal;

    public int PartCapacity;
    public int HeightCapacity;
    public int CellCapacity;
    public int CornerCapacity;
    public int RowCapacity;
    public int QuadCapacity;
    public int VertexCapacity;
    public int ViewCount;
    public int PixelCount;
}

/// <summary>What a view needs to know of its asset's mesh and light.</summary>
internal struct SceneRecord
{
    public int VertexCount;
    public int TriangleCount;
    public int LightCount;
    public float UnitOffsetX, UnitOffsetY, UnitOffsetZ, UnitScale;
}
