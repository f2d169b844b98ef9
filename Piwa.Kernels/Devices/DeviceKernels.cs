using ILGPU;
using Piwa.Kernels.Meshes;
using Piwa.Kernels.Numerics;
using Piwa.Kernels.Recipes;
using Piwa.Kernels.Views;

namespace Piwa.Kernels.Devices;

/// <summary>
/// The kernels as ILGPU loads them. Each finds its asset, takes the addresses of its arrays, and calls the body that the host
/// runs too, at width one.
/// </summary>
/// <remarks>A launch has <c>stride</c> threads for each asset (or view), as many as its largest asset needs.</remarks>
internal static unsafe class DeviceKernels
{
    private const int QuadIntArrays = 12;
    private const int QuadFloatArrays = 4;
    private const int VertexIntArrays = 7;
    private const int VertexFloatArrays = 9;

    /// <summary>Lengths of the arrays that hold several.</summary>
    public static (int QuadInts, int QuadFloats, int VertexInts, int VertexFloats) PackedLengths(int quads, int vertices) =>
        (QuadIntArrays * quads, QuadFloatArrays * quads, VertexIntArrays * vertices, VertexFloatArrays * vertices);

    public static void SampleField(Index1D index, DeviceArrays arrays, int stride)
    {
        int asset = index / stride;
        int corner = index - (asset * stride);
        MeshWork work = Mesh(arrays, asset);
        GridRecord* grid = work.Grid;
        if (corner >= grid->CornerCount)
            return;

        int z = corner / grid->CornerLayerLength;
        int inLayer = corner - (z * grid->CornerLayerLength);
        int y = inLayer / grid->CornerRowLength;
        FieldKernel<FloatX1, IntX1, MaskX1>.Sample(in work, inLayer - (y * grid->CornerRowLength), y, z);
    }

    public static void CountRows(Index1D index, DeviceArrays arrays, int stride)
    {
        if (Row(index, arrays, stride, out MeshWork work, out int y, out int z))
            TopologyKernel.CountRow(in work, y, z);
    }

    public static void SumRows(Index1D asset, DeviceArrays arrays, int stride)
    {
        MeshWork work = Mesh(arrays, asset);
        TopologyKernel.SumRows(in work);
        arrays.Measures[asset].QuadCount = work.Header->QuadCount;
    }

    /// <summary>One thread for each row of corners; rows of cells are one fewer along each axis.</summary>
    public static void MeasureRows(Index1D index, DeviceArrays arrays, int stride)
    {
        int asset = index / stride;
        int row = index - (asset * stride);
        MeshWork work = Mesh(arrays, asset);
        GridRecord* grid = work.Grid;
        int z = row / (grid->CellsY + 1);
        int y = row - (z * (grid->CellsY + 1));
        if (z > grid->CellsZ || !TopologyKernel.MeasureRow(in work, y, z, out int first, out int last))
            return;

        ref CoarseMeasure measure = ref arrays.Measures[asset];
        Atomic.Min(ref measure.LowX, first);
        Atomic.Max(ref measure.HighX, last);
        Atomic.Min(ref measure.LowY, y);
        Atomic.Max(ref measure.HighY, y);
        Atomic.Min(ref measure.LowZ, z);
        Atomic.Max(ref measure.HighZ, z);
    }

    public static void EmitRows(Index1D index, DeviceArrays arrays, int stride)
    {
        if (Row(index, arrays, stride, out MeshWork work, out int y, out int z) && Fits(in work, arrays))
            TopologyKernel.EmitRow(in work, y, z);
    }

    public static void CrossSurface(Index1D index, DeviceArrays arrays, int stride)
    {
        if (Quad(index, arrays, stride, out MeshWork work, out int quad))
            SurfaceKernel<FloatX1, IntX1, MaskX1>.Cross(in work, quad, 1);
    }

    public static void PlaceVertices(Index1D index, DeviceArrays arrays, int stride)
    {
        if (Vertex(index, arrays, stride, out MeshWork work, out int vertex))
            VertexKernel<FloatX1, IntX1, MaskX1>.Place(in work, vertex, 1);
    }

    public static void MeasureMesh(Index1D asset, DeviceArrays arrays, int stride)
    {
        MeshWork work = Mesh(arrays, asset);
        if (Fits(in work, arrays))
            QuantizeKernel<FloatX1, IntX1, MaskX1>.Measure(in work);
    }

    public static void QuantizeVertices(Index1D index, DeviceArrays arrays, int stride)
    {
        if (!Vertex(index, arrays, stride, out MeshWork work, out int vertex))
            return;

        QuantizeKernel<FloatX1, IntX1, MaskX1>.Quantize(in work, vertex);
        TriangleKernel.WriteVertex(in work, vertex);
        ViewWork world = default;
        SetWorld(ref world, in work, arrays);
        ProjectKernel<FloatX1, IntX1, MaskX1>.Place(in work, in world, vertex);
    }

    public static void JoinQuads(Index1D index, DeviceArrays arrays, int stride)
    {
        if (Quad(index, arrays, stride, out MeshWork work, out int quad))
            QuadKernel<FloatX1, IntX1, MaskX1>.Join(in work, quad, 1);
    }

    /// <summary>Marks the vertices of folded quads, and counts these.</summary>
    public static void MarkFolds(Index1D index, DeviceArrays arrays, int stride)
    {
        if (Quad(index, arrays, stride, out MeshWork work, out int quad) && SettleKernel<FloatX1, IntX1, MaskX1>.Mark(in work, quad, 1) > 0)
            Atomic.Add(ref work.Header->FoldedQuads, 1);
    }

    public static void SettleVertices(Index1D index, DeviceArrays arrays, int stride)
    {
        if (Vertex(index, arrays, stride, out MeshWork work, out int vertex))
            SettleKernel<FloatX1, IntX1, MaskX1>.Settle(in work, vertex, false);
    }

    /// <summary>Before the last round.</summary>
    public static void ForgetFolds(Index1D asset, DeviceArrays arrays, int stride) => Mesh(arrays, asset).Header->FoldedQuads = 0;

    /// <summary>After the last round.</summary>
    public static void SettleAllVertices(Index1D index, DeviceArrays arrays, int stride)
    {
        if (Vertex(index, arrays, stride, out MeshWork work, out int vertex))
            SettleKernel<FloatX1, IntX1, MaskX1>.Settle(in work, vertex, work.Header->FoldedQuads > 0);
    }

    public static void SplitQuads(Index1D index, DeviceArrays arrays, int stride)
    {
        if (!Quad(index, arrays, stride, out MeshWork work, out int quad))
            return;

        QuadKernel<FloatX1, IntX1, MaskX1>.Split(in work, quad, 1);
        TriangleKernel.WriteQuad(in work, quad);
    }

    public static void LightVertices(Index1D index, DeviceArrays arrays, int stride)
    {
        if (!Vertex(index, arrays, stride, out MeshWork mesh, out int vertex))
            return;

        int asset = index / stride;
        ViewWork view = default;
        SetWorld(ref view, in mesh, arrays);
        view.LightCount = arrays.Scenes[asset].LightCount;
        fixed (LightRecord* lights = &arrays.Lights[asset * Lighting.MaxLightCount])
            view.Lights = lights;
        VertexLightKernel<FloatX1, IntX1, MaskX1>.Light(in mesh, in view, vertex, 1);
    }

    public static void ProjectVertices(Index1D index, DeviceArrays arrays, int stride)
    {
        int view = index / stride;
        int vertex = index - (view * stride);
        ViewWork work = View(arrays, view);
        if (vertex < work.VertexCount)
            ProjectKernel<FloatX1, IntX1, MaskX1>.Project(in work, vertex);
    }

    public static void DrawTriangles(Index1D index, DeviceArrays arrays, int stride)
    {
        int view = index / stride;
        int triangle = index - (view * stride);
        ViewWork work = View(arrays, view);
        if (triangle < work.TriangleCount)
            RasterKernel<FloatX1, IntX1, MaskX1, DeviceVisibility>.Draw(in work, triangle);
    }

    /// <summary>All channels of a pixel; where its colour is blended, its centre's light, and which corners it needs.</summary>
    public static void ShadePixels(Index1D index, DeviceArrays arrays, int stride)
    {
        int view = index / stride;
        int pixel = index - (view * stride);
        ViewWork work = View(arrays, view);
        int y = pixel / work.Centres.Side, x = pixel - (y * work.Centres.Side);
        bool blended = PixelKernel<FloatX1, IntX1, MaskX1>.Blended<DeviceVisibility>(
            in work, x, y, 1, out IntX1 triangle, out MaskX1 covered).Value;
        PixelValues<FloatX1, IntX1, MaskX1> values = default;
        if (covered.Value)
        {
            values = PixelKernel<FloatX1, IntX1, MaskX1>.Shade(
                in work, triangle, (2 * x) + 1, (2 * y) + 1, covered, colorOnly: false);
        }

        Store(in work, pixel, covered.Value, in values);
        if (!blended)
            return;

        StoreSample(in work, pixel, values.Light);
        byte* corner = work.CornerNeeded + (y * work.Corners.Side) + x;
        corner[0] = 1;
        corner[1] = 1;
        corner[work.Corners.Side] = 1;
        corner[work.Corners.Side + 1] = 1;
    }

    public static void ShadeCorners(Index1D index, DeviceArrays arrays, int stride)
    {
        int view = index / stride;
        int sample = index - (view * stride);
        ViewWork work = View(arrays, view);
        IntX1 triangle = DeviceVisibility.Triangle(in work.Corners, sample);
        if (work.CornerNeeded[sample] == 0 || triangle.Value < 0)
            return;

        int y = sample / work.Corners.Side, x = sample - (y * work.Corners.Side);
        PixelValues<FloatX1, IntX1, MaskX1> values = PixelKernel<FloatX1, IntX1, MaskX1>.Shade(
            in work, triangle, 2 * x, 2 * y, true, colorOnly: true);
        StoreSample(in work, arrays.PixelCount + sample, values.Light);
    }

    public static void BlendPixels(Index1D index, DeviceArrays arrays, int stride)
    {
        int view = index / stride;
        int pixel = index - (view * stride);
        ViewWork work = View(arrays, view);
        int y = pixel / work.Centres.Side, x = pixel - (y * work.Centres.Side);
        if (PixelKernel<FloatX1, IntX1, MaskX1>.Blended<DeviceVisibility>(in work, x, y, 1, out _, out _).Value)
            work.Color[pixel] = PixelKernel<FloatX1, IntX1, MaskX1>.Blend<DeviceVisibility>(in work, x, y).Value;
    }

    private static void StoreSample(in ViewWork work, int sample, Rgb<FloatX1, IntX1, MaskX1> light)
    {
        work.SampleR[sample] = light.R.Value;
        work.SampleG[sample] = light.G.Value;
        work.SampleB[sample] = light.B.Value;
    }

    private static void Store(in ViewWork work, int pixel, bool covered, in PixelValues<FloatX1, IntX1, MaskX1> values)
    {
        int channels = work.View->Channels;
        if ((channels & (int)ViewChannels.Color) != 0)
        {
            int opaque = Display<FloatX1, IntX1, MaskX1>.Encode(values.Light).Value | Display<FloatX1, IntX1, MaskX1>.OpaqueAlpha;
            work.Color[pixel] = covered ? opaque : 0;
        }

        if ((channels & (int)ViewChannels.Depth) != 0)
            work.Depth[pixel] = (ushort)values.Depth.Value;
        if ((channels & (int)ViewChannels.Normal) != 0)
            work.Normal[pixel] = (ushort)values.Normal.Value;
        if ((channels & (int)ViewChannels.Albedo) != 0)
            work.Albedo[pixel] = values.Albedo.Value;
        if ((channels & (int)ViewChannels.Material) != 0)
            work.Material[pixel] = (ushort)values.Material.Value;
        if ((channels & (int)ViewChannels.Part) != 0)
            work.Part[pixel] = (byte)values.Part.Value;
        if ((channels & (int)ViewChannels.Position) == 0)
            return;

        work.Position[3 * pixel] = (ushort)values.X.Value;
        work.Position[(3 * pixel) + 1] = (ushort)values.Y.Value;
        work.Position[(3 * pixel) + 2] = (ushort)values.Z.Value;
    }

    private static bool Row(int index, DeviceArrays arrays, int stride, out MeshWork work, out int y, out int z)
    {
        int asset = index / stride;
        int row = index - (asset * stride);
        work = Mesh(arrays, asset);
        z = row / work.Grid->CellsY;
        y = row - (z * work.Grid->CellsY);
        return z < work.Grid->CellsZ;
    }

    private static bool Quad(int index, DeviceArrays arrays, int stride, out MeshWork work, out int quad)
    {
        int asset = index / stride;
        quad = index - (asset * stride);
        work = Mesh(arrays, asset);
        return quad < work.Header->QuadCount && Fits(in work, arrays);
    }

    private static bool Vertex(int index, DeviceArrays arrays, int stride, out MeshWork work, out int vertex)
    {
        int asset = index / stride;
        vertex = index - (asset * stride);
        work = Mesh(arrays, asset);
        return vertex < work.Header->VertexCount && Fits(in work, arrays);
    }

    private static bool Fits(in MeshWork work, DeviceArrays arrays) =>
        work.Header->QuadCount <= arrays.QuadCapacity && work.Header->VertexCount <= arrays.VertexCapacity;

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
        fixed (float* data = &arrays.PartData[asset * arrays.PartDataCapacity])
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

    private static void SetWorld(ref ViewWork view, in MeshWork mesh, DeviceArrays arrays)
    {
        view.WorldX = mesh.VertexX + (3 * arrays.VertexCapacity);
        view.WorldY = mesh.VertexX + (4 * arrays.VertexCapacity);
        view.WorldZ = mesh.VertexX + (5 * arrays.VertexCapacity);
        view.VertexLights = mesh.VertexCodes + (6 * arrays.VertexCapacity);
    }

    /// <summary>Addresses of a view's arrays; views are counted over all assets of the batch.</summary>
    private static ViewWork View(DeviceArrays arrays, int view)
    {
        int asset = view / arrays.ViewCount;
        MeshWork mesh = Mesh(arrays, asset);
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
