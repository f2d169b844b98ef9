using Piwa.Kernels.Meshes;
using Piwa.Kernels.Recipes;
using Piwa.Kernels.Views;

namespace Piwa.Kernels.Devices;

/// <content>Where the arrays of an asset and of a view begin.</content>
internal static unsafe partial class DeviceKernels
{
    /// <summary>Addresses of an asset's arrays. Device memory does not move, so they outlive the pinning.</summary>
    private static MeshWork Mesh(DeviceArrays arrays, int asset)
    {
        int quads = arrays.QuadCapacity, vertices = arrays.VertexCapacity;
        MeshWork work = default;
        fixed (GridRecord* grid = &arrays.Grids[asset])
            work.Grid = grid;
        fixed (MeshHeader* header = &arrays.Headers[asset])
            work.Header = header;
        fixed (PartRecord* parts = &arrays.Parts[asset * arrays.PartCapacity])
            work.Parts = parts;
        fixed (float* data = &arrays.PartData[arrays.PartDataStarts[asset]])
            work.PartData = data;
        fixed (int* table = &arrays.CellTable[0])
            work.CellTable = table;
        fixed (float* distances = &arrays.Distances[(long)asset * arrays.CornerCapacity])
            work.Distances = distances;
        fixed (int* rows = &arrays.Rows[2 * asset * arrays.RowCapacity])
            work.Rows = rows;
        fixed (int* patterns = &arrays.CellPatterns[(long)asset * arrays.CellCapacity])
            work.CellPatterns = patterns;
        fixed (int* firsts = &arrays.CellVertices[(long)asset * arrays.CellCapacity])
            work.CellVertices = firsts;
        fixed (int* corners = &arrays.CornerQuads[(long)asset * arrays.CornerCapacity])
            work.CornerQuads = corners;

        fixed (int* ints = &arrays.QuadInts[(long)asset * QuadIntArrays * quads])
        {
            work.QuadStride = quads;
            work.QuadEdges = ints;
            work.QuadParts = ints + quads;
            work.QuadSplits = ints + (2 * quads);
            work.QuadVertices = ints + (3 * quads);
            work.QuadCornerNormals = ints + (7 * quads);
            work.QuadSeams = ints + (11 * quads);
        }

        fixed (float* floats = &arrays.QuadFloats[(long)asset * QuadFloatArrays * quads])
        {
            work.QuadCrossings = floats;
            work.QuadNormalX = floats + quads;
            work.QuadNormalY = floats + (2 * quads);
            work.QuadNormalZ = floats + (3 * quads);
        }

        fixed (int* ints = &arrays.VertexInts[(long)asset * VertexIntArrays * vertices])
        {
            work.VertexCodes = ints;
            work.QuantizedX = ints + vertices;
            work.QuantizedY = ints + (2 * vertices);
            work.QuantizedZ = ints + (3 * vertices);
            work.VertexMarks = ints + (4 * vertices);
            work.VertexNormals = ints + (5 * vertices);
        }

        fixed (float* floats = &arrays.VertexFloats[(long)asset * VertexFloatArrays * vertices])
        {
            work.VertexX = floats;
            work.VertexY = floats + vertices;
            work.VertexZ = floats + (2 * vertices);
            work.HomeX = floats + (6 * vertices);
            work.HomeY = floats + (7 * vertices);
            work.HomeZ = floats + (8 * vertices);
        }

        fixed (ushort* positions = &arrays.Positions[3L * asset * vertices])
            work.Positions = positions;
        fixed (ushort* triangles = &arrays.Triangles[6L * asset * quads])
            work.Triangles = triangles;
        fixed (int* normals = &arrays.TriangleNormals[6L * asset * quads])
            work.TriangleNormals = normals;
        fixed (byte* parts = &arrays.TriangleParts[2L * asset * quads])
            work.TriangleParts = parts;
        fixed (byte* infos = &arrays.TriangleInfos[2L * asset * quads])
            work.TriangleInfos = infos;
        return work;
    }

    /// <summary>Where an asset's vertices in the world lie among the floats by vertex, along an axis.</summary>
    public static long WorldOffset(int asset, int axis, int vertices) => (((long)asset * VertexFloatArrays) + WorldArray + axis) * vertices;

    /// <summary>Where the light of an asset's vertices lies among the integers by vertex.</summary>
    public static long LightOffset(int asset, int vertices) => (((long)asset * VertexIntArrays) + LightArray) * vertices;

    private static void SetWorld(ref ViewWork view, in MeshWork mesh, DeviceArrays arrays)
    {
        view.WorldX = mesh.VertexX + (WorldArray * arrays.VertexCapacity);
        view.WorldY = mesh.VertexX + ((WorldArray + 1) * arrays.VertexCapacity);
        view.WorldZ = mesh.VertexX + ((WorldArray + 2) * arrays.VertexCapacity);
        view.VertexLights = mesh.VertexCodes + (LightArray * arrays.VertexCapacity);
    }

    /// <summary>Addresses of a view's arrays; views are counted over all assets of the batch.</summary>
    private static ViewWork View(DeviceArrays arrays, int view)
    {
        int asset = view / arrays.ViewCount;
        ref MeshWork mesh = ref arrays.Meshes[asset];
        SceneRecord scene = arrays.Scenes[asset];
        ViewWork work = default;
        work.VertexCount = scene.VertexCount;
        work.TriangleCount = scene.TriangleCount;
        work.Triangles = mesh.Triangles;
        work.TriangleNormals = mesh.TriangleNormals;
        work.TriangleInfos = mesh.TriangleInfos;
        SetWorld(ref work, in mesh, arrays);
        work.Parts = mesh.Parts;
        work.PartCount = scene.PartCount;
        work.PartData = mesh.PartData;
        work.UnitOffsetX = scene.UnitOffsetX;
        work.UnitOffsetY = scene.UnitOffsetY;
        work.UnitOffsetZ = scene.UnitOffsetZ;
        work.UnitScale = scene.UnitScale;
        work.LightCount = scene.LightCount;
        fixed (MaterialRecord* materials = &arrays.Materials[asset * arrays.PartCapacity])
            work.Materials = materials;
        fixed (SkyRecord* sky = &arrays.Sky[asset * Lighting.SkyCoefficientCount])
            work.Sky = sky;
        fixed (LightRecord* lights = &arrays.Lights[asset * Lighting.MaxLightCount])
            work.Lights = lights;
        fixed (int* refused = &arrays.Refused[asset])
            work.RefusedTriangles = refused;
        fixed (ViewRecord* record = &arrays.Views[view])
            work.View = record;
        fixed (int* x = &arrays.ScreenX[(long)view * arrays.VertexCapacity])
            work.ScreenX = x;
        fixed (int* y = &arrays.ScreenY[(long)view * arrays.VertexCapacity])
            work.ScreenY = y;
        fixed (float* nearness = &arrays.Nearness[(long)view * arrays.VertexCapacity])
            work.Nearness = nearness;
        fixed (ulong* keys = &arrays.CentreKeys[(long)view * arrays.PixelCount])
            work.Centres.Key = keys;
        fixed (ulong* keys = &arrays.CornerKeys[(long)view * arrays.CornerSampleCount])
            work.Corners.Key = keys;
        fixed (byte* needed = &arrays.CornerNeeded[(long)view * arrays.CornerSampleCount])
            work.CornerNeeded = needed;
        work.Centres.Side = work.View->Resolution;
        work.Corners.Side = arrays.CornerSide;
        int samples = arrays.CornerSide == 0 ? 0 : arrays.PixelCount + arrays.CornerSampleCount;
        fixed (float* sampled = &arrays.Samples[3L * view * samples])
        {
            work.SampleR = sampled;
            work.SampleG = sampled + samples;
            work.SampleB = sampled + (2 * samples);
        }

        int channels = work.View->Channels;
        long first = (long)view * arrays.PixelCount;
        fixed (int* color = &arrays.Color[Offset(channels, ViewChannels.Color, first)])
            work.Color = color;
        fixed (ushort* depth = &arrays.Depth[Offset(channels, ViewChannels.Depth, first)])
            work.Depth = depth;
        fixed (ushort* normal = &arrays.Normal[Offset(channels, ViewChannels.Normal, first)])
            work.Normal = normal;
        fixed (int* albedo = &arrays.Albedo[Offset(channels, ViewChannels.Albedo, first)])
            work.Albedo = albedo;
        fixed (ushort* material = &arrays.Material[Offset(channels, ViewChannels.Material, first)])
            work.Material = material;
        fixed (byte* part = &arrays.Part[Offset(channels, ViewChannels.Part, first)])
            work.Part = part;
        fixed (ushort* position = &arrays.Position[Offset(channels, ViewChannels.Position, 3 * first)])
            work.Position = position;
        return work;
    }

    /// <summary>Channels that are not made have one element.</summary>
    private static long Offset(int channels, ViewChannels channel, long first) => (channels & (int)channel) != 0 ? first : 0;
}
