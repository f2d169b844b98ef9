using System.Globalization;
using System.Numerics;
using Piwa.Kernels.Recipes;

namespace Piwa.Bench.Peers;

/// <summary>The cameras that the peers render from: a Fibonacci sphere round the origin, z up, in the peers' own arithmetic.</summary>
internal static class PeerRig
{
    private const int ViewCount = 12;
    private const float Radius = 2.2f;
    private const float FovDegrees = 50f;
    private const float GoldenAngle = 2.39996323f;

    /// <summary>As a rig of ours.</summary>
    public static CameraRig Create() => CameraRig.Parse(
        $$"""{ "cameras": [ {{string.Join(", ", Enumerable.Range(0, ViewCount).Select(Describe))}} ] }""");

    /// <summary>Where camera <paramref name="view"/> stands.</summary>
    public static Vector3 Position(int view)
    {
        float z = 1 - (((2 * view) + 1f) / ViewCount), radius = MathF.Sqrt(1 - (z * z)), angle = view * GoldenAngle;
        return Radius * new Vector3(radius * MathF.Cos(angle), radius * MathF.Sin(angle), z);
    }

    private static string Describe(int view)
    {
        Vector3 p = Position(view);
        return string.Create(
            CultureInfo.InvariantCulture, $$"""{ "position": [{{p.X:R}}, {{p.Y:R}}, {{p.Z:R}}], "up": [0, 0, 1], "fov": {{FovDegrees}} }""");
    }
}
