using System.Numerics;

namespace Piwa.Kernels.Recipes;

/// <summary>
/// One camera: a pinhole, or a parallel projection, with square pixels and the principal point in the middle of a square image. World frame: right-handed,
/// z up; one unit = the longest side of the asset, whose box is centred at the origin.
/// </summary>
public sealed record Camera
{
    /// <summary>The camera's place.</summary>
    public required Vector3 Position { get; init; }

    /// <summary>Unit vector to the right of the image, world frame.</summary>
    public required Vector3 Right { get; init; }

    /// <summary>Unit vector towards the image's lower edge, world frame.</summary>
    public required Vector3 Down { get; init; }

    /// <summary>Unit vector along the optical axis, away from the camera, world frame.</summary>
    public required Vector3 Forward { get; init; }

    /// <summary>Whether rays meet in the camera or are parallel.</summary>
    public CameraProjection Projection { get; init; }

    /// <summary>
    /// Focal length as a multiple of the image's width: <c>1 / (2 tan(fov / 2))</c>. For a parallel projection, image widths per world unit:
    /// the reciprocal of what the image shows from side to side.
    /// </summary>
    public required float FocalLength { get; init; }

    /// <summary>Depth that the smallest depth value means, in world units along the optical axis.</summary>
    public required float Near { get; init; }

    /// <summary>Depth that the largest depth value means.</summary>
    public required float Far { get; init; }

    /// <summary>A camera that looks at the origin with the world's z up (or y, when it looks along z).</summary>
    /// <param name="position">The camera's place, outside of the asset's bounding sphere.</param>
    /// <param name="focalLength">As <see cref="FocalLength"/>.</param>
    /// <param name="projection">As <see cref="Projection"/>.</param>
    public static Camera LookAtOrigin(Vector3 position, float focalLength, CameraProjection projection = CameraProjection.Perspective)
    {
        float distance = Geometry.Length(position);
        return LookAt(position, Vector3.Zero, null, focalLength) with
        {
            Projection = projection,
            Near = distance - AssetRadius,
            Far = distance + AssetRadius,
        };
    }

    /// <summary>A camera with its axes, and no range of depths yet.</summary>
    internal static Camera LookAt(Vector3 position, Vector3 target, Vector3? up, float focalLength)
    {
        const float NearlyVertical = 0.999f;
        Vector3 forward = Geometry.Normalize(-(position - target));
        Vector3 upward = up ?? (MathF.Abs(forward.Z) > NearlyVertical ? Vector3.UnitY : Vector3.UnitZ);
        Vector3 right = Geometry.Normalize(Geometry.Cross(forward, upward));
        return new Camera
        {
            Position = position,
            Right = right,
            Down = Geometry.Cross(forward, right),
            Forward = forward,
            FocalLength = focalLength,
            Near = 0f,
            Far = 0f,
        };
    }

    /// <summary>Radius of the sphere round the unit cube, sqrt(3) / 2: no surface lies outside of it.</summary>
    public const float AssetRadius = 0.8660254f;
}
