using System.Runtime.CompilerServices;
using Piwa.Kernels.Recipes;
using Piwa.Kernels.Views;

namespace Piwa.Pipeline.Cameras;

/// <summary>
/// A stored camera in double precision: pixels to points by its camera-to-world matrix, points to pixels by its world-to-camera matrix, so
/// that the two check each other.
/// </summary>
internal struct ViewGeometry
{
    private const double LastDepthStep = 65534.0;

    private double _focalX, _focalY, _centreX, _centreY, _near, _depthScale;
    private Affine _toCamera, _toWorld;
    private bool _isParallel, _isRay;

    /// <summary>Pixels in a row of the image.</summary>
    public int Width { get; private init; }

    /// <summary>Rows of the image.</summary>
    public int Height { get; private init; }

    /// <summary>The direction back along the optical axis, out of the scene.</summary>
    public readonly Point Back => new(_toWorld.XZ, _toWorld.YZ, _toWorld.ZZ);

    private readonly Point Eye => new(_toWorld.XW, _toWorld.YW, _toWorld.ZW);

    public static ViewGeometry Of(in CameraRecord camera) => new()
    {
        Width = camera.Width,
        Height = camera.Height,
        _focalX = camera.FocalX,
        _focalY = camera.FocalY,
        _centreX = camera.CentreX,
        _centreY = camera.CentreY,
        _near = camera.Near,
        _depthScale = ((double)camera.Far - camera.Near) / LastDepthStep,
        _toCamera = Affine.Of(camera.WorldToCamera),
        _toWorld = Affine.Of(camera.CameraToWorld),
        _isParallel = camera.Projection == CameraProjection.Orthographic,
        _isRay = camera.DepthKind == DepthKind.Ray && camera.Projection == CameraProjection.Perspective,
    };

    /// <summary>Depth along the axis of a pixel's centre.</summary>
    public readonly double Axial(int x, int y, ushort code)
    {
        double depth = _near + ((code - 1) * _depthScale);
        if (!_isRay)
            return depth;
        double a = (x + 0.5 - _centreX) / _focalX, b = (y + 0.5 - _centreY) / _focalY;
        return depth / Math.Sqrt(1 + (a * a) + (b * b));
    }

    /// <summary>What is linear on the screen where a surface is flat: nearness, or the depth itself in a parallel projection.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly double Linear(double axial) => _isParallel ? axial : 1 / axial;

    /// <summary>The inverse of <see cref="Linear"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly double Axial(double linear) => _isParallel ? linear : 1 / linear;

    /// <summary>World units across a pixel at a depth.</summary>
    public readonly double Footprint(double axial) => _isParallel ? 1 / _focalX : axial / _focalX;

    /// <summary>A difference of <see cref="Linear"/> as a depth, measured in pixels' footprints.</summary>
    public readonly double InPixels(double difference, double axial) =>
        Math.Abs(difference) * _focalX * (_isParallel ? 1 : axial);

    /// <summary>The direction from a point to the camera, of any length.</summary>
    public readonly Point Towards(Point p) => _isParallel ? Back : Eye - p;

    /// <summary>The point at a place of the image, at a depth along the axis.</summary>
    public readonly Point Unproject(double u, double v, double axial)
    {
        double scale = _isParallel ? 1 : axial;
        double x = (u - _centreX) / _focalX * scale, y = (v - _centreY) / _focalY * scale;
        return _toWorld.Apply(new Point(x, -y, -axial));
    }

    /// <summary>Where a point lies in the image, and how deep along the axis.</summary>
    public readonly (double U, double V, double Axial) Project(Point p)
    {
        Point c = _toCamera.Apply(p);
        double scale = _isParallel ? 1 : 1 / c.Z;
        return ((c.X * scale * _focalX) + _centreX, (c.Y * scale * _focalY) + _centreY, c.Z);
    }
}
