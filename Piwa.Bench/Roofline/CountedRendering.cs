using Piwa.Kernels.Buffers;
using Piwa.Kernels.Devices;
using Piwa.Kernels.Numerics;
using Piwa.Kernels.Views;
using Visibility = Piwa.Kernels.Views.HostVisibility<Piwa.Bench.Roofline.CountedFloat, Piwa.Bench.Roofline.CountedInt, Piwa.Kernels.Numerics.MaskX1>;

namespace Piwa.Bench.Roofline;

/// <summary>Renders the views of an asset once more, in the order in which a device launches its kernels, and counts.</summary>
/// <param name="work">Receives the counts.</param>
/// <param name="options">Shape of the views.</param>
internal sealed unsafe class CountedRendering(WorkCensus work, LaneOptions options) : IDisposable
{
    private const int KeyBytes = sizeof(ulong);

    private readonly ViewWorkspace _space = new(options);
    private readonly NativeArray<float> _samples = new(3 * SampleCount(options));
    private readonly NativeArray<byte> _cornerNeeded = new(SampleCount(options));
    private ViewWork _view;
    private byte* _needed;

    /// <summary>Renders a view into the asset, which holds it already.</summary>
    public void Render(AssetBuffer asset, int view)
    {
        _view = _space.Open(asset, view);
        _needed = _cornerNeeded.Pointer;
        _view.SampleR = _samples.Pointer;
        _view.SampleG = _view.SampleR + SampleCount(options);
        _view.SampleB = _view.SampleG + SampleCount(options);
        int pixels = _view.Centres.Side * _view.Centres.Side, corners = _view.Corners.Side * _view.Corners.Side;
        Clear(_view.Centres.Side, _view.Centres);
        Clear(_view.Corners.Side, _view.Corners);
        new Span<byte>(_needed, corners).Clear();

        int vertices = _view.VertexCount, triangles = _view.TriangleCount;
        long planes = KeyBytes * (long)(pixels + corners);
        work.Move(WorkCensus.Clearing, planes + corners);
        work.Count("ProjectVertices", vertices, 24L * vertices, () => ProjectKernel<CountedFloat, CountedInt, MaskX1>.ProjectAll(in _view));
        work.Count("DrawTriangles", triangles, (6L * triangles) + (12L * vertices) + planes, () =>
        {
            for (int triangle = 0; triangle < triangles; triangle++)
                RasterKernel<CountedFloat, CountedInt, MaskX1, Visibility>.Draw(in _view, triangle);
        });

        // Indices, normals and part of triangles; place and light of vertices.
        long mesh = (19L * triangles) + (16L * vertices);
        int blended = 0, needed = 0;
        work.Count("ShadePixels", pixels, planes + mesh + (8L * pixels), () => blended = ShadePixels());
        work.Count("ShadeCorners", corners, (9L * corners) + mesh, () => needed = ShadeCorners(pixels));
        work.Count("BlendPixels", pixels, planes + (12L * (blended + needed)) + (4L * blended), BlendPixels);
        work.Move("ShadePixels", 12L * blended);
        work.Move("ShadeCorners", 12L * needed);
    }

    public void Dispose()
    {
        _space.Dispose();
        _samples.Dispose();
        _cornerNeeded.Dispose();
    }

    /// <summary>Centres and corners of a view.</summary>
    private static int SampleCount(LaneOptions options) =>
        (options.ImageResolution * options.ImageResolution) + (ViewWorkspace.CornerSide(options) * ViewWorkspace.CornerSide(options));

    private static void Clear(int side, in VisibilityPlane plane)
    {
        new Span<float>(plane.Nearness, VisibilityPlane.Capacity(side)).Clear();
        new Span<int>(plane.Marks, VisibilityPlane.Capacity(side)).Clear();
    }

    private int ShadePixels()
    {
        int side = _view.Centres.Side, found = 0;
        for (int pixel = 0; pixel < side * side; pixel++)
        {
            int y = pixel / side, x = pixel - (y * side);
            bool blended = PixelKernel<CountedFloat, CountedInt, MaskX1>.Blended<Visibility>(
                in _view, x, y, 1, out CountedInt triangle, out MaskX1 covered).Value;
            PixelValues<CountedFloat, CountedInt, MaskX1> values = default;
            if (covered.Value)
                values = Shade(triangle, (2 * x) + 1, (2 * y) + 1, colorOnly: false);

            int opaque = Display<CountedFloat, CountedInt, MaskX1>.Encode(values.Light).Value.Value | Display<CountedFloat, CountedInt, MaskX1>.OpaqueAlpha;
            _view.Color[pixel] = covered.Value ? opaque : 0;
            _view.Depth[pixel] = (ushort)values.Depth.Value.Value;
            _view.Normal[pixel] = (ushort)values.Normal.Value.Value;
            if (!blended)
                continue;

            found++;
            StoreSample(pixel, values.Light);
            byte* corner = _needed + (y * _view.Corners.Side) + x;
            corner[0] = corner[1] = corner[_view.Corners.Side] = corner[_view.Corners.Side + 1] = 1;
        }

        return found;
    }

    private int ShadeCorners(int pixels)
    {
        int side = _view.Corners.Side, found = 0;
        for (int sample = 0; sample < side * side; sample++)
        {
            CountedInt triangle = Visibility.Triangle(in _view.Corners, sample);
            if (_needed[sample] == 0 || triangle.Value.Value < 0)
                continue;

            found++;
            int y = sample / side, x = sample - (y * side);
            StoreSample(pixels + sample, Shade(triangle, 2 * x, 2 * y, colorOnly: true).Light);
        }

        return found;
    }

    private void BlendPixels()
    {
        int side = _view.Centres.Side;
        for (int pixel = 0; pixel < side * side; pixel++)
        {
            int y = pixel / side, x = pixel - (y * side);
            if (PixelKernel<CountedFloat, CountedInt, MaskX1>.Blended<Visibility>(in _view, x, y, 1, out _, out _).Value)
            {
                CountedInt alpha = PixelKernel<CountedFloat, CountedInt, MaskX1>.Blend<Visibility>(in _view, x, y, out Rgb<CountedFloat, CountedInt, MaskX1> light);
                _view.Color[pixel] = (Display<CountedFloat, CountedInt, MaskX1>.Encode(light) | alpha).Value.Value;
            }
        }
    }

    private PixelValues<CountedFloat, CountedInt, MaskX1> Shade(CountedInt triangle, int halfX, int halfY, bool colorOnly)
    {
        CountedInt part = PixelKernel<CountedFloat, CountedInt, MaskX1>.PartAt<Visibility>(in _view, triangle, halfX, halfY, true);
        return PixelKernel<CountedFloat, CountedInt, MaskX1>.Shade<Visibility>(in _view, triangle, halfX, halfY, part.Value.Value, true, colorOnly);
    }

    private void StoreSample(int sample, Rgb<CountedFloat, CountedInt, MaskX1> light)
    {
        _view.SampleR[sample] = light.R.Value.Value;
        _view.SampleG[sample] = light.G.Value.Value;
        _view.SampleB[sample] = light.B.Value.Value;
    }
}
