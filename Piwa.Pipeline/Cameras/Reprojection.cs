using Piwa.Kernels.Buffers;

namespace Piwa.Pipeline.Cameras;

/// <summary>
/// Checks stored depth planes against stored cameras: what a view sees, another must see in the same place.
/// </summary>
/// <remarks>
/// <para>For pixels of view A on a lattice, and two other views B of the same asset:</para>
/// <list type="number">
/// <item>The pixel must lie on an even surface that faces both cameras (<see cref="MinFacing"/>): its second differences say so. Its
/// depth and A's camera give a point.</item>
/// <item>B's camera projects the point. Where B sees something nearer by more than <see cref="HiddenPixels"/>, the point is hidden, and
/// left out. Where B sees nothing near it but what lies far behind, that is a contradiction.</item>
/// <item>Else, on an even surface, B's depth there, interpolated, and B's camera give a point, which A's camera projects. Its distance to
/// the pixel is the error.</item>
/// </list>
/// <para>Agreement is never asked for: a point that hovers before what B sees counts with its whole error. Only what is hidden is left out,
/// and a wrong camera puts as many points before the surface as behind it.</para>
/// <para>Partners of a view: that of the nearest direction, and that whose direction is nearest to 60 degrees away: small angles overlap
/// most, large ones show a shifted image.</para>
/// <para>Not thread-safe: each worker has its own. Allocates only for an asset with more views than all before. Double arithmetic in one
/// order: the result does not depend on the processor.</para>
/// </remarks>
public sealed class Reprojection
{
    /// <summary>Most points that are followed, over all views of an asset and both of their partners.</summary>
    public const int MaxPoints = 4096;

    private const int PartnersOfView = 2;

    /// <summary>A view from the same direction says nothing: cosine of one degree.</summary>
    private const double SameDirection = 0.99984770;

    private const double WideCosine = 0.5;

    /// <summary>Largest second difference of an even surface, in footprints of a pixel: bilinear interpolation is off by an eighth, twice.</summary>
    private const double Evenness = 0.25;

    /// <summary>Cosine of the steepest angle at which a surface is used: a pixel of it covers at least half a pixel.</summary>
    private const double MinFacing = 0.5;

    /// <summary>How far behind what B sees a point is hidden, in footprints.</summary>
    private const double HiddenPixels = 0.25;

    /// <summary>How far behind a point all must lie for a contradiction, in footprints: more than a facing surface falls in the window.</summary>
    private const double ContradictionPixels = 6;

    private const int WindowSide = 4;

    private readonly double[] _window = new double[WindowSide * WindowSide];
    private ViewGeometry[] _views = [];
    private double _largest;
    private int _mutual;
    private int _contradictions;

    private interface IPlanes
    {
        ReadOnlySpan<ushort> this[int view] { get; }
    }

    /// <summary>Checks an asset in its batch.</summary>
    /// <param name="asset">The asset, with its depth rendered.</param>
    /// <param name="cameras">Its cameras as they are stored, by view.</param>
    public ReprojectionResult Measure(AssetBuffer asset, ReadOnlySpan<CameraRecord> cameras)
    {
        ArgumentNullException.ThrowIfNull(asset);
        if (asset.ViewCount != cameras.Length)
            throw new ArgumentException($"Expected {asset.ViewCount} cameras, got {cameras.Length}.", nameof(cameras));
        return Measure(new BufferPlanes(asset), cameras);
    }

    /// <summary>Checks unpacked planes.</summary>
    /// <param name="depth">
    /// Depth by view <c>[y, x]</c>: 0 = background, else <c>near + (value - 1) / 65534 * (far - near)</c>, world units.
    /// </param>
    /// <param name="cameras">The cameras as they are stored, by view.</param>
    /// <exception cref="ArgumentException">There are not as many planes as cameras, or a plane has another size than its camera says.</exception>
    public ReprojectionResult Measure(ushort[][] depth, ReadOnlySpan<CameraRecord> cameras)
    {
        ArgumentNullException.ThrowIfNull(depth);
        if (depth.Length != cameras.Length)
            throw new ArgumentException($"Expected {depth.Length} cameras, got {cameras.Length}.", nameof(cameras));
        return Measure(new ArrayPlanes(depth), cameras);
    }

    private ReprojectionResult Measure<T>(T planes, ReadOnlySpan<CameraRecord> cameras) where T : struct, IPlanes
    {
        for (int view = 0; view < cameras.Length; view++)
        {
            if (planes[view].Length != cameras[view].Width * cameras[view].Height)
                throw new ArgumentException($"The plane of view {view} has {planes[view].Length} pixels, not {cameras[view].Width} x {cameras[view].Height}.", nameof(cameras));
        }

        if (_views.Length < cameras.Length)
            _views = new ViewGeometry[cameras.Length];
        for (int view = 0; view < cameras.Length; view++)
            _views[view] = ViewGeometry.Of(cameras[view]);
        (_largest, _mutual, _contradictions) = (0, 0, 0);
        double followed = Math.Sqrt(MaxPoints / (double)(PartnersOfView * cameras.Length));
        for (int view = 0; view < cameras.Length; view++)
        {
            int near = Partner(view, cameras.Length, 1), wide = Partner(view, cameras.Length, WideCosine);
            if (near < 0)
                continue;
            (int width, int height) = (cameras[view].Width, cameras[view].Height);
            int step = Math.Max((int)Math.Ceiling(Math.Max(width, height) / followed), 1);
            for (int y = step / 2; y < height - 1; y += step)
            {
                for (int x = step / 2; x < width - 1; x += step)
                {
                    Follow(planes[view], view, x, y, width, planes[near], near, cameras[near].Width, cameras[near].Height);
                    if (wide != near)
                        Follow(planes[view], view, x, y, width, planes[wide], wide, cameras[wide].Width, cameras[wide].Height);
                }
            }
        }

        return new ReprojectionResult(_mutual == 0 ? double.NaN : _largest, _mutual, _contradictions);
    }

    /// <summary>The view whose direction has the nearest cosine to that of <paramref name="view"/>; -1 where all have its own.</summary>
    private int Partner(int view, int count, double cosine)
    {
        int best = -1;
        double least = double.MaxValue;
        for (int other = 0; other < count; other++)
        {
            double between = Point.Cosine(_views[view].Back, _views[other].Back);
            double off = Math.Abs(between - cosine);
            if (between < SameDirection && off < least)
                (best, least) = (other, off);
        }

        return best;
    }

    /// <summary>Follows one pixel of view <paramref name="a"/> to view <paramref name="b"/> and back.</summary>
    private void Follow(ReadOnlySpan<ushort> planeA, int a, int x, int y, int width, ReadOnlySpan<ushort> planeB, int b, int widthB, int heightB)
    {
        ref readonly ViewGeometry from = ref _views[a], to = ref _views[b];
        if (x < 1 || y < 1 || !TryPoint(planeA, in from, x, y, width, out Point point, out Point normal))
            return;
        if (!(Facing(normal, in from, point) >= MinFacing && Facing(normal, in to, point) >= MinFacing))
            return;

        (double u, double v, double axial) = to.Project(point);
        if (!(axial > 0 && u >= 2 && v >= 2 && u < widthB - 2 && v < heightB - 2))
            return;
        double footprint = to.Footprint(axial);
        double left = Math.Floor(u - 0.5), upper = Math.Floor(v - 0.5);
        int foreground = LoadWindow(planeB, in to, (int)left - 1, (int)upper - 1, widthB, axial + (ContradictionPixels * footprint), out bool before);
        if (!before)
        {
            _contradictions++;
            return;
        }

        if (foreground < _window.Length || !IsEven(in to, axial))
            return;
        double s = u - 0.5 - left, t = v - 0.5 - upper;
        double top = (_window[5] * (1 - s)) + (_window[6] * s), bottom = (_window[9] * (1 - s)) + (_window[10] * s);
        double seen = to.Axial((top * (1 - t)) + (bottom * t));
        if (seen < axial - (HiddenPixels * footprint))
            return;

        (double backU, double backV, _) = from.Project(to.Unproject(u, v, seen));
        double du = backU - (x + 0.5), dv = backV - (y + 0.5);
        _mutual++;
        _largest = Math.Max(_largest, Math.Sqrt((du * du) + (dv * dv)));
    }

    /// <summary>The point of a pixel and the surface's normal, of any length, towards the camera; false on no even surface.</summary>
    private static bool TryPoint(ReadOnlySpan<ushort> plane, in ViewGeometry view, int x, int y, int width, out Point point, out Point normal)
    {
        (point, normal) = (default, default);
        int pixel = (y * width) + x;
        if (plane[pixel] == 0 || plane[pixel - 1] == 0 || plane[pixel + 1] == 0 || plane[pixel - width] == 0 || plane[pixel + width] == 0)
            return false;

        double centre = view.Axial(x, y, plane[pixel]);
        double west = view.Axial(x - 1, y, plane[pixel - 1]), east = view.Axial(x + 1, y, plane[pixel + 1]);
        double north = view.Axial(x, y - 1, plane[pixel - width]), south = view.Axial(x, y + 1, plane[pixel + width]);
        double twice = 2 * view.Linear(centre);
        if (!(view.InPixels(view.Linear(west) + view.Linear(east) - twice, centre) < Evenness
            && view.InPixels(view.Linear(north) + view.Linear(south) - twice, centre) < Evenness))
        {
            return false;
        }

        double u = x + 0.5, v = y + 0.5;
        point = view.Unproject(u, v, centre);
        Point across = view.Unproject(u + 1, v, east) - view.Unproject(u - 1, v, west);
        Point along = view.Unproject(u, v + 1, south) - view.Unproject(u, v - 1, north);
        normal = Point.Cross(along, across);
        return true;
    }

    /// <summary>Fills the window with what is linear on the screen.</summary>
    /// <returns>How many of its pixels show a surface.</returns>
    private int LoadWindow(ReadOnlySpan<ushort> plane, in ViewGeometry view, int left, int upper, int width, double limit, out bool before)
    {
        int foreground = 0;
        before = false;
        for (int i = 0; i < _window.Length; i++)
        {
            int x = left + (i % WindowSide), y = upper + (i / WindowSide);
            ushort code = plane[(y * width) + x];
            if (code == 0)
                continue;
            double axial = view.Axial(x, y, code);
            foreground++;
            before |= axial < limit;
            _window[i] = view.Linear(axial);
        }

        return foreground;
    }

    /// <summary>Whether the window shows one even surface, by the second differences of its rows and columns.</summary>
    private bool IsEven(in ViewGeometry view, double axial)
    {
        for (int line = 0; line < WindowSide; line++)
        {
            for (int i = 1; i < WindowSide - 1; i++)
            {
                int row = (line * WindowSide) + i, column = (i * WindowSide) + line;
                if (!(view.InPixels(_window[row - 1] - (2 * _window[row]) + _window[row + 1], axial) < Evenness
                    && view.InPixels(_window[column - WindowSide] - (2 * _window[column]) + _window[column + WindowSide], axial) < Evenness))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static double Facing(Point normal, in ViewGeometry view, Point point) => Point.Cosine(normal, view.Towards(point));

    private readonly struct BufferPlanes(AssetBuffer asset) : IPlanes
    {
        public ReadOnlySpan<ushort> this[int view] => asset.Depth(view);
    }

    private readonly struct ArrayPlanes(ushort[][] depth) : IPlanes
    {
        public ReadOnlySpan<ushort> this[int view] => depth[view];
    }
}
