using ILGPU;
using Piwa.Kernels.Meshes;
using Piwa.Kernels.Numerics;
using Piwa.Kernels.Views;

namespace Piwa.Kernels.Devices;

/// <summary>
/// The kernels as ILGPU loads them. Each finds its asset and the addresses of its arrays, and calls the body that the host runs too, at
/// width one.
/// </summary>
/// <remarks>
/// A launch has <c>stride</c> threads for each asset (or view), as many as its largest asset needs. The addresses lie in device memory, where
/// <see cref="PlaceMeshes"/> and <see cref="PlaceViews"/> have put them: found anew by each thread, they would be most of what it does. They are found in each batch again: CUDA's memory does not move, and OpenCL's
/// promises that for a launch alone. Where it moved between two, golden assets would differ, and the device be refused.
/// </remarks>
internal static unsafe partial class DeviceKernels
{
    private const int QuadIntArrays = 12;
    private const int QuadFloatArrays = 4;
    private const int VertexIntArrays = 7;
    private const int VertexFloatArrays = 9;

    /// <summary>The first of the three arrays of places in the world, among the floats by vertex.</summary>
    private const int WorldArray = 3;

    /// <summary>The array of light, among the integers by vertex.</summary>
    private const int LightArray = 6;

    /// <summary>Lengths of the arrays that hold several.</summary>
    public static (int QuadInts, int QuadFloats, int VertexInts, int VertexFloats) PackedLengths(int quads, int vertices) =>
        (QuadIntArrays * quads, QuadFloatArrays * quads, VertexIntArrays * vertices, VertexFloatArrays * vertices);

    /// <summary>Notes where each asset's arrays begin.</summary>
    public static void PlaceMeshes(Index1D asset, DeviceArrays arrays, int stride) => arrays.Meshes[asset] = Mesh(arrays, asset);

    /// <summary>Notes where each view's arrays begin, and what its asset's scene is.</summary>
    public static void PlaceViews(Index1D view, DeviceArrays arrays, int stride) => arrays.ViewWorks[view] = View(arrays, view);

    public static void SampleField(Index1D index, DeviceArrays arrays, int stride)
    {
        int asset = index / stride;
        int corner = index - (asset * stride);
        ref MeshWork work = ref arrays.Meshes[asset];
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
        if (Row(index, arrays, stride, out int asset, out int y, out int z))
            TopologyKernel.CountRow(in arrays.Meshes[asset], y, z);
    }

    public static void SumRows(Index1D asset, DeviceArrays arrays, int stride)
    {
        ref MeshWork work = ref arrays.Meshes[asset];
        TopologyKernel.SumRows(in work);
        arrays.Measures[asset].QuadCount = work.Header->QuadCount;
    }

    /// <summary>One thread for each row of corners; rows of cells are one fewer along each axis.</summary>
    public static void MeasureRows(Index1D index, DeviceArrays arrays, int stride)
    {
        int asset = index / stride;
        int row = index - (asset * stride);
        ref MeshWork work = ref arrays.Meshes[asset];
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
        if (Row(index, arrays, stride, out int asset, out int y, out int z) && Fits(in arrays.Meshes[asset], arrays))
            TopologyKernel.EmitRow(in arrays.Meshes[asset], y, z);
    }

    public static void CrossSurface(Index1D index, DeviceArrays arrays, int stride)
    {
        if (Quad(index, arrays, stride, out int asset, out int quad))
            SurfaceKernel<FloatX1, IntX1, MaskX1>.Cross(in arrays.Meshes[asset], quad, 1);
    }

    public static void PlaceVertices(Index1D index, DeviceArrays arrays, int stride)
    {
        if (Vertex(index, arrays, stride, out int asset, out int vertex))
            VertexKernel<FloatX1, IntX1, MaskX1>.Place(in arrays.Meshes[asset], vertex, 1);
    }

    public static void MeasureMesh(Index1D asset, DeviceArrays arrays, int stride)
    {
        ref MeshWork work = ref arrays.Meshes[asset];
        if (Fits(in work, arrays))
            QuantizeKernel<FloatX1, IntX1, MaskX1>.Measure(in work);
    }

    public static void QuantizeVertices(Index1D index, DeviceArrays arrays, int stride)
    {
        if (!Vertex(index, arrays, stride, out int asset, out int vertex))
            return;

        ref MeshWork work = ref arrays.Meshes[asset];
        QuantizeKernel<FloatX1, IntX1, MaskX1>.Quantize(in work, vertex);
        TriangleKernel.WriteVertex(in work, vertex);
        ProjectKernel<FloatX1, IntX1, MaskX1>.Place(in work, in arrays.ViewWorks[asset * arrays.ViewCount], vertex);
    }

    public static void JoinQuads(Index1D index, DeviceArrays arrays, int stride)
    {
        if (Quad(index, arrays, stride, out int asset, out int quad))
            QuadKernel<FloatX1, IntX1, MaskX1>.Join(in arrays.Meshes[asset], quad, 1);
    }

    /// <summary>Marks the vertices of folded quads, and counts these.</summary>
    public static void MarkFolds(Index1D index, DeviceArrays arrays, int stride)
    {
        if (!Quad(index, arrays, stride, out int asset, out int quad))
            return;

        ref MeshWork work = ref arrays.Meshes[asset];
        if (SettleKernel<FloatX1, IntX1, MaskX1>.Mark(in work, quad, 1) > 0)
            Atomic.Add(ref work.Header->FoldedQuads, 1);
    }

    public static void SettleVertices(Index1D index, DeviceArrays arrays, int stride)
    {
        if (Vertex(index, arrays, stride, out int asset, out int vertex))
            SettleKernel<FloatX1, IntX1, MaskX1>.Settle(in arrays.Meshes[asset], vertex, false);
    }

    /// <summary>Before the last round.</summary>
    public static void ForgetFolds(Index1D asset, DeviceArrays arrays, int stride) => arrays.Meshes[asset].Header->FoldedQuads = 0;

    /// <summary>After the last round.</summary>
    public static void SettleAllVertices(Index1D index, DeviceArrays arrays, int stride)
    {
        if (!Vertex(index, arrays, stride, out int asset, out int vertex))
            return;

        ref MeshWork work = ref arrays.Meshes[asset];
        SettleKernel<FloatX1, IntX1, MaskX1>.Settle(in work, vertex, work.Header->FoldedQuads > 0);
    }

    public static void SplitQuads(Index1D index, DeviceArrays arrays, int stride)
    {
        if (!Quad(index, arrays, stride, out int asset, out int quad))
            return;

        ref MeshWork work = ref arrays.Meshes[asset];
        QuadKernel<FloatX1, IntX1, MaskX1>.Split(in work, quad, 1);
        TriangleKernel.WriteQuad(in work, quad);
    }

    public static void LightVertices(Index1D index, DeviceArrays arrays, int stride)
    {
        if (!Vertex(index, arrays, stride, out int asset, out int vertex))
            return;

        VertexLightKernel<FloatX1, IntX1, MaskX1, AllDistances<FloatX1, IntX1, MaskX1>>.Light(
            in arrays.Meshes[asset], in arrays.ViewWorks[asset * arrays.ViewCount], vertex, 1);
    }

    public static void ProjectVertices(Index1D index, DeviceArrays arrays, int stride)
    {
        int view = index / stride;
        int vertex = index - (view * stride);
        ref ViewWork work = ref arrays.ViewWorks[view];
        if (vertex < work.VertexCount)
            ProjectKernel<FloatX1, IntX1, MaskX1>.Project(in work, vertex);
    }

    public static void DrawTriangles(Index1D index, DeviceArrays arrays, int stride)
    {
        int view = index / stride;
        int triangle = index - (view * stride);
        ref ViewWork work = ref arrays.ViewWorks[view];
        if (triangle < work.TriangleCount)
            RasterKernel<FloatX1, IntX1, MaskX1, DeviceVisibility>.Draw(in work, triangle);
    }

    /// <summary>All channels of a listed pixel; where its colour is blended, its centre's light.</summary>
    public static void ShadePixels(Index1D index, DeviceArrays arrays, int stride)
    {
        int view = index / stride;
        int place = index - (view * stride);
        if (place >= arrays.ListLengths[2 * view])
            return;

        ref ViewWork work = ref arrays.ViewWorks[view];
        int listed = arrays.ListedPixels[((long)view * arrays.PixelCount) + place];
        int pixel = listed & ~DeviceArrays.BlendedPixel;
        int y = pixel / work.Centres.Side, x = pixel - (y * work.Centres.Side);
        IntX1 triangle = DeviceVisibility.Triangle(in work.Centres, pixel);
        IntX1 part = PixelKernel<FloatX1, IntX1, MaskX1>.PartAt<DeviceVisibility>(in work, triangle, (2 * x) + 1, (2 * y) + 1, true);
        PixelValues<FloatX1, IntX1, MaskX1> values = PixelKernel<FloatX1, IntX1, MaskX1>.Shade<DeviceVisibility>(
            in work, triangle, (2 * x) + 1, (2 * y) + 1, part.Value, true, colorOnly: false);
        Store(in work, pixel, true, in values);
        if (listed != pixel)
            StoreSample(in work, pixel, values.Light);
    }

    /// <summary>The light of a listed corner.</summary>
    public static void ShadeCorners(Index1D index, DeviceArrays arrays, int stride)
    {
        int view = index / stride;
        int place = index - (view * stride);
        if (place >= arrays.ListLengths[(2 * view) + 1])
            return;

        ref ViewWork work = ref arrays.ViewWorks[view];
        int sample = arrays.ListedCorners[((long)view * arrays.CornerSampleCount) + place];
        IntX1 triangle = DeviceVisibility.Triangle(in work.Corners, sample);
        int y = sample / work.Corners.Side, x = sample - (y * work.Corners.Side);
        IntX1 part = PixelKernel<FloatX1, IntX1, MaskX1>.PartAt<DeviceVisibility>(in work, triangle, 2 * x, 2 * y, true);
        PixelValues<FloatX1, IntX1, MaskX1> values = PixelKernel<FloatX1, IntX1, MaskX1>.Shade<DeviceVisibility>(
            in work, triangle, 2 * x, 2 * y, part.Value, true, colorOnly: true);
        StoreSample(in work, arrays.PixelCount + sample, values.Light);
    }

    public static void BlendPixels(Index1D index, DeviceArrays arrays, int stride)
    {
        int view = index / stride;
        int pixel = index - (view * stride);
        ref ViewWork work = ref arrays.ViewWorks[view];
        int y = pixel / work.Centres.Side, x = pixel - (y * work.Centres.Side);
        if (PixelKernel<FloatX1, IntX1, MaskX1>.Blended<DeviceVisibility>(in work, x, y, 1, out _, out _).Value)
        {
            IntX1 alpha = PixelKernel<FloatX1, IntX1, MaskX1>.Blend<DeviceVisibility>(in work, x, y, out Rgb<FloatX1, IntX1, MaskX1> light);
            work.Color[pixel] = (Display<FloatX1, IntX1, MaskX1>.Encode(light) | alpha).Value;
        }
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

    private static bool Row(int index, DeviceArrays arrays, int stride, out int asset, out int y, out int z)
    {
        asset = index / stride;
        int row = index - (asset * stride);
        GridRecord* grid = arrays.Meshes[asset].Grid;

        // An asset without a grid has no rows.
        int cells = Math.Max(grid->CellsY, 1);
        z = row / cells;
        y = row - (z * cells);
        return z < grid->CellsZ;
    }

    private static bool Quad(int index, DeviceArrays arrays, int stride, out int asset, out int quad)
    {
        asset = index / stride;
        quad = index - (asset * stride);
        ref MeshWork work = ref arrays.Meshes[asset];
        return quad < work.Header->QuadCount && Fits(in work, arrays);
    }

    private static bool Vertex(int index, DeviceArrays arrays, int stride, out int asset, out int vertex)
    {
        asset = index / stride;
        vertex = index - (asset * stride);
        ref MeshWork work = ref arrays.Meshes[asset];
        return vertex < work.Header->VertexCount && Fits(in work, arrays);
    }

    private static bool Fits(in MeshWork work, DeviceArrays arrays) =>
        work.Header->QuadCount <= arrays.QuadCapacity && work.Header->VertexCount <= arrays.VertexCapacity;
}
