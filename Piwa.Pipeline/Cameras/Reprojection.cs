using Piwa.Kernels.Buffers;

namespace Piwa.Pipeline.Cameras;

/// <summary>
/// Checks stored depth planes against stored cameras: what a view sees, another must see in the same place.
/// </summary>
/// <remarks>
/// <para>For pixels of view A on a lattice, and two other views B of the same asset:</para>
/// <list type="number">
/// <item>The pixel must lie on an even surface, which its second differences say, that faces both cameras. Its depth and A's camera give
/// a point.</item>
/// <item>B's camera projects the point. Where B sees something nearer, by a quarter of a pixel's width, the point is hidden, and left
/// out. Where B sees nothing about but what lies far behind, that is a contradiction.</item>
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
    /// <summary>
    /// Most pairs of a pixel and a partner that are looked at, over all views of an asset; about a third of the pixels show it. Where
    /// that finds few mutual points, as between views at right angles, the check is made once more with four times as many.
    /// </summary>
    public const int MaxPoints = 4096;

    private const int FewPoints = 64;
    private const int Refinement = 4;

    private const int PartnersOfView = 2;

    /// <summary>A view from the same direction says nothing: cosine of one degree.</summary>
    private const double SameDirection = 0.99984770;

    private const double WideCosine = 0.5;

    /// <summary>Largest second difference of an even surface, in footprints of a pixel: bilinear interpolation is off by an eighth, twice.</summary>
    private const double Evenness = 0.25;

    /// <summary>Cosine of the steepest angle at which a surface is used: errors grow with its reciprocal.</summary>
    private const double MinFacing = 0.3;

    /// <summary>The same for a contradiction: three pixels of a surface cover at least one and a half.</summary>
    private const double MinFacingToContradict = 0.5;

    /// <summary>How far behind what B sees a point is hidden, in footprints.</summary>
    private const double HiddenPixels = 0.25;

    /// <summary>How far behind a point all must lie for a contradiction, in footprints: more than a facing surface falls in the window.</summary>
    private const double ContradictionPixels = 6;

    private const int WindowSide = 4;

    /// <summary>The window has to lie within the image.</summary>
    private const int Margin = 2;

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
        FollowAll(planes, cameras.Length, MaxPoints);
        if (_mutual < FewPoints)
            FollowAll(planes, cameras.Length, MaxPoints * Refinement);
        return new ReprojectionResult(_mutual == 0 ? double.NaN : _largest, _mutual, _contradictions);
    }

    private void FollowAll<T>(T planes, int count, int points) where T : struct, IPlanes
    {
        (_largest, _mutual, _contradictions) = (0, 0, 0);
        int side = (int)Math.Sqrt(points / (PartnersOfView * count));
        for (int view = 0; view < count; view++)
            FollowView(planes, view, count, Math.Max(side, 1));
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

    /// <summary>Follows the pixels of view <paramref name="a"/> that stand on a lattice of <paramref name="side"/> squared.</summary>
    private void FollowView<T>(T planes, int a, int count, int side) where T : struct, IPlanes
    {
        int near = Partner(a, count, 1), wide = Partner(a, count, WideCosine);
        if (near < 0)
            return;

        ref readonly ViewGeometry from = ref _views[a];
        ReadOnlySpan<ushort> plane = planes[a], nearPlane = planes[near], widePlane = planes[wide];
        int step = Math.Max((Math.Max(from.Width, from.Height) + side - 1) / side, 1);
        for (int y = Math.Max(step / 2, 1); y < from.Height - 1; y += step)
        {
            for (int x = Math.Max(step / 2, 1); x < from.Width - 1; x += step)
            {
                if (!TryPoint(plane, in from, x, y, out Point point, out Point normal))
                    continue;
                Follow(in from, x, y, point, normal, nearPlane, in _views[near]);
                if (wide != near)
                    Follow(in from, x, y, point, normal, widePlane, in _views[wide]);
            }
        }
    }

    /// <summary>Follows the point of a pixel to another view and back.</summary>
    private void Follow(in ViewGeometry from, int x, int y, Point point, Point normal, ReadOnlySpan<ushort> plane, in ViewGeometry to)
    {
        double facing = Math.Min(Point.Cosine(normal, from.Towards(point)), Point.Cosine(normal, to.Towards(point)));
        (double u, double v, double axial) = to.Project(point);
        if (!(facing >= MinFacing && axial > 0 && u >= Margin && v >= Margin && u < to.Width - Margin && v < to.Height - Margin))
            return;

        double footprint = to.Footprint(axial), left = Math.Floor(u - 0.5), upper = Math.Floor(v - 0.5);
        double limit = axial + (ContradictionPixels * footprint);
        int foreground = LoadWindow(plane, in to, (int)left - 1, (int)upper - 1, limit, out bool before);
        if (!before && facing >= MinFacingToContradict)
            _contradictions++;
        if (!before || foreground < _window.Length || !IsEven(in to, axial))
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
    private static bool TryPoint(ReadOnlySpan<ushort> plane, in ViewGeometry view, int x, int y, out Point point, out Point normal)
    {
        (point, normal) = (default, default);
        int width = view.Width, pixel = (y * width) + x;
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
    private int LoadWindow(ReadOnlySpan<ushort> plane, in ViewGeometry view, int left, int upper, double limit, out bool before)
    {
        int foreground = 0;
        before = false;
        for (int i = 0; i < _window.Length; i++)
        {
            int x = left + (i % WindowSide), y = upper + (i / WindowSide);
            ushort code = plane[(y * view.Width) + x];
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

    private readonly struct BufferPlanes(AssetBuffer asset) : IPlanes
    {
        public ReadOnlySpan<ushort> this[int view] => asset.Depth(view);
    }

    private readonly struct ArrayPlanes(ushort[][] depth) : IPlanes
    {
        public ReadOnlySpan<ushort> this[int view] => depth[view];
    }
}
