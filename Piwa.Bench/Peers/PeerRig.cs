using System.Globalization;
using System.Numerics;
using Piwa.Kernels.Recipes;

namespace Piwa.Bench.Peers;

/// <summary>The cameras that the peers render from: a Fibonacci sphere round the origin, z up, in the peers' own arithmetic.</summary>
/// <remarks>
/// The peers' programs stand 2.2 away. A standard asset is seen from 1.5, which is 2.2 times as many of its pixels: the meshes that peers get are
/// larger by as much as they stand too far away, and our cameras stand nearer. That is the same picture.
/// </remarks>
internal static class PeerRig
{
    /// <summary>Where the cameras of a standard asset stand, in sides of the unit cube.</summary>
    public const float StandardDistance = 1.5f;

    private const int ViewCount = 12;
    private const float PeerDistance = 2.2f;
    private const float FovDegrees = 50f;
    private const float GoldenAngle = 2.39996323f;

    /// <summary>As a rig of ours.</summary>
    /// <param name="distance">Distance from the origin.</param>
    public static CameraRig Create(float distance = StandardDistance) => CameraRig.Parse(
        $$"""{ "cameras": [ {{string.Join(", ", Enumerable.Range(0, ViewCount).Select(view => Describe(view, distance)))}} ] }""");

    /// <summary>How much larger the peers' meshes are.</summary>
    /// <param name="distance">Distance of our cameras.</param>
    public static float MeshScale(float distance) => PeerDistance / distance;

    /// <summary>Where camera <paramref name="view"/> stands.</summary>
    /// <param name="view">Its number.</param>
    /// <param name="distance">Distance from the origin.</param>
    public static Vector3 Position(int view, float distance = StandardDistance)
    {
        float z = 1 - (((2 * view) + 1f) / ViewCount), radius = MathF.Sqrt(1 - (z * z)), angle = view * GoldenAngle;
        return distance * new Vector3(radius * MathF.Cos(angle), radius * MathF.Sin(angle), z);
    }

    private static string Describe(int view, float distance)
    {
        Vector3 p = Position(view, distance);
        return string.Create(
            CultureInfo.InvariantCulture, $$"""{ "position": [{{p.X:R}}, {{p.Y:R}}, {{p.Z:R}}], "up": [0, 0, 1], "fov": {{FovDegrees}} }""");
    }
}
