using System.Numerics;
using Piwa.Kernels.Recipes;
using Piwa.Kernels.Views;

namespace Piwa.Pipeline.Cameras;

/// <summary>
/// The camera of one view as a data set stores it: intrinsics in pixels, both poses, the meaning of the depth and normal planes.
/// </summary>
/// <remarks>
/// World frame: right-handed, z up; one unit = the longest side of the asset. Pixels: the upper left corner of the image is (0, 0), the centre of its
/// first pixel (0.5, 0.5). Matrices act on columns and stand as they are written, <c>M12</c> in the first row and second column: the
/// methods of <see cref="Matrix4x4"/> that transform vectors take them for their transpose.
/// </remarks>
public readonly record struct CameraRecord
{
    private const int MatrixLength = 16;

    /// <summary>Focal length in pixels, in x. For a parallel projection: pixels per world unit.</summary>
    public required float FocalX { get; init; }

    /// <summary>Focal length in pixels, in y.</summary>
    public required float FocalY { get; init; }

    /// <summary>The principal point, in pixels from the image's left side.</summary>
    public required float CentreX { get; init; }

    /// <summary>The principal point, in pixels from the image's upper side.</summary>
    public required float CentreY { get; init; }

    /// <summary>Pixels in a row.</summary>
    public required int Width { get; init; }

    /// <summary>Rows.</summary>
    public required int Height { get; init; }

    /// <summary>World to camera, OpenCV axes: x right, y down, z forward.</summary>
    public required Matrix4x4 WorldToCamera { get; init; }

    /// <summary>Camera to world, OpenGL axes: x right, y up, z backward.</summary>
    public required Matrix4x4 CameraToWorld { get; init; }

    /// <summary>The depth that the value 1 means, world units.</summary>
    public required float Near { get; init; }

    /// <summary>The depth that the value 65,535 means, world units.</summary>
    public required float Far { get; init; }

    /// <summary>What depths are.</summary>
    public DepthKind DepthKind { get; init; }

    /// <summary>The frame of normals.</summary>
    public NormalSpace NormalSpace { get; init; }

    /// <summary>Whether rays meet in the camera or are parallel.</summary>
    public CameraProjection Projection { get; init; }

    /// <summary>The angle from side to side, radians; 0 for a parallel projection.</summary>
    public double FieldOfViewX => Projection == CameraProjection.Orthographic ? 0 : Angle.FieldOfView(FocalX, Width);

    /// <summary>The angle from top to bottom, radians; 0 for a parallel projection.</summary>
    public double FieldOfViewY => Projection == CameraProjection.Orthographic ? 0 : Angle.FieldOfView(FocalY, Height);

    /// <summary>The camera's place in the world.</summary>
    internal Vector3 Position => new(CameraToWorld.M14, CameraToWorld.M24, CameraToWorld.M34);

    /// <summary>The record of a recipe's camera: the numbers that a row of a shard holds.</summary>
    /// <param name="camera">The camera.</param>
    /// <param name="resolution">Pixels along a side of the image.</param>
    /// <param name="depthKind">What the depth plane holds.</param>
    /// <param name="normalSpace">The frame of the normal plane.</param>
    public static CameraRecord From(
        Camera camera,
        int resolution,
        DepthKind depthKind = DepthKind.Z,
        NormalSpace normalSpace = NormalSpace.World)
    {
        ArgumentNullException.ThrowIfNull(camera);
        ArgumentOutOfRangeException.ThrowIfLessThan(resolution, 1);
        float focal = camera.FocalLength * resolution, centre = resolution * 0.5f;
        return new CameraRecord
        {
            FocalX = focal,
            FocalY = focal,
            CentreX = centre,
            CentreY = centre,
            Width = resolution,
            Height = resolution,
            WorldToCamera = Pose.WorldToCamera(camera.Position, camera.Right, camera.Down, camera.Forward),
            CameraToWorld = Pose.CameraToWorld(camera.Position, camera.Right, camera.Down, camera.Forward),
            Near = camera.Near,
            Far = camera.Far,
            DepthKind = depthKind,
            NormalSpace = normalSpace,
            Projection = camera.Projection,
        };
    }

    /// <summary>The record of a view of a stored row, whose arrays are cut to that view.</summary>
    /// <param name="intrinsics">fx, fy, cx, cy, pixels.</param>
    /// <param name="worldToCamera">4 x 4, row-major, OpenCV axes.</param>
    /// <param name="cameraToWorld">4 x 4, row-major, OpenGL axes.</param>
    /// <param name="depthRange">Near, far, world units.</param>
    /// <param name="resolution">Pixels along a side of the image.</param>
    /// <param name="depthKind">What the depth plane holds.</param>
    /// <param name="normalSpace">The frame of the normal plane.</param>
    /// <param name="projection">Whether rays are parallel.</param>
    /// <exception cref="ArgumentException">An array has another length.</exception>
    public static CameraRecord FromRow(
        ReadOnlySpan<float> intrinsics,
        ReadOnlySpan<float> worldToCamera,
        ReadOnlySpan<float> cameraToWorld,
        ReadOnlySpan<float> depthRange,
        int resolution,
        DepthKind depthKind,
        NormalSpace normalSpace,
        CameraProjection projection)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(intrinsics.Length, 4, nameof(intrinsics));
        ArgumentOutOfRangeException.ThrowIfNotEqual(worldToCamera.Length, MatrixLength, nameof(worldToCamera));
        ArgumentOutOfRangeException.ThrowIfNotEqual(cameraToWorld.Length, MatrixLength, nameof(cameraToWorld));
        ArgumentOutOfRangeException.ThrowIfNotEqual(depthRange.Length, 2, nameof(depthRange));
        ArgumentOutOfRangeException.ThrowIfLessThan(resolution, 1);
        return new CameraRecord
        {
            FocalX = intrinsics[0],
            FocalY = intrinsics[1],
            CentreX = intrinsics[2],
            CentreY = intrinsics[3],
            Width = resolution,
            Height = resolution,
            WorldToCamera = Pose.FromRows(worldToCamera),
            CameraToWorld = Pose.FromRows(cameraToWorld),
            Near = depthRange[0],
            Far = depthRange[1],
            DepthKind = depthKind,
            NormalSpace = normalSpace,
            Projection = projection,
        };
    }

    /// <summary>
    /// The same camera in a world of another unit: for loaders that expect the object in [-1, 1] (LRM, InstantMesh, OpenLRM), scale by 2.
    /// </summary>
    /// <param name="factor">What one world unit becomes; positive.</param>
    public CameraRecord Scale(float factor)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(factor);
        float focal = Projection == CameraProjection.Orthographic ? 1f / factor : 1f;
        return this with
        {
            FocalX = FocalX * focal,
            FocalY = FocalY * focal,
            WorldToCamera = Pose.ScaleTranslation(WorldToCamera, factor),
            CameraToWorld = Pose.ScaleTranslation(CameraToWorld, factor),
            Near = Near * factor,
            Far = Far * factor,
        };
    }
}
