using System.Numerics;

namespace Piwa.Pipeline.Cameras;

/// <summary>
/// Poses as matrices that act on columns, out of a camera's place and axes and back. Sums are written out: a library's may add in another
/// order on another processor.
/// </summary>
internal static class Pose
{
    /// <summary>OpenCV axes: the camera's axes are the rows.</summary>
    public static Matrix4x4 WorldToCamera(Vector3 position, Vector3 right, Vector3 down, Vector3 forward) => new(
        right.X, right.Y, right.Z, -Dot(right, position),
        down.X, down.Y, down.Z, -Dot(down, position),
        forward.X, forward.Y, forward.Z, -Dot(forward, position),
        0f, 0f, 0f, 1f);

    /// <summary>OpenGL axes: right, up and backward are the columns.</summary>
    public static Matrix4x4 CameraToWorld(Vector3 position, Vector3 right, Vector3 down, Vector3 forward) => new(
        right.X, -down.X, -forward.X, position.X,
        right.Y, -down.Y, -forward.Y, position.Y,
        right.Z, -down.Z, -forward.Z, position.Z,
        0f, 0f, 0f, 1f);

    /// <summary>The pose whose camera-to-world matrix, OpenGL axes, is given. Exact for a matrix that <see cref="CameraToWorld"/> made.</summary>
    public static CameraRecord WithCameraToWorld(this CameraRecord record, Matrix4x4 m)
    {
        var position = new Vector3(m.M14, m.M24, m.M34);
        Vector3 right = new(m.M11, m.M21, m.M31), down = new(-m.M12, -m.M22, -m.M32), forward = new(-m.M13, -m.M23, -m.M33);
        return record with { CameraToWorld = m, WorldToCamera = WorldToCamera(position, right, down, forward) };
    }

    /// <summary>The pose whose world-to-camera matrix, OpenCV axes, is given. The camera's place is computed, and rounded.</summary>
    public static CameraRecord WithWorldToCamera(this CameraRecord record, Matrix4x4 m)
    {
        Vector3 right = new(m.M11, m.M12, m.M13), down = new(m.M21, m.M22, m.M23), forward = new(m.M31, m.M32, m.M33);
        var position = new Vector3(
            Place(right.X, down.X, forward.X, m), Place(right.Y, down.Y, forward.Y, m), Place(right.Z, down.Z, forward.Z, m));
        return record with { WorldToCamera = m, CameraToWorld = CameraToWorld(position, right, down, forward) };

        static float Place(float r, float d, float f, in Matrix4x4 m) => (float)-(((double)r * m.M14) + ((double)d * m.M24) + ((double)f * m.M34));
    }

    /// <summary>Between OpenCV and OpenGL camera axes of a world-to-camera matrix: the rows of y and z change their sign.</summary>
    public static Matrix4x4 FlipRows(Matrix4x4 m) => new(
        m.M11, m.M12, m.M13, m.M14,
        -m.M21, -m.M22, -m.M23, -m.M24,
        -m.M31, -m.M32, -m.M33, -m.M34,
        0f, 0f, 0f, 1f);

    public static Matrix4x4 FromRows(ReadOnlySpan<float> m) => new(
        m[0], m[1], m[2], m[3], m[4], m[5], m[6], m[7], m[8], m[9], m[10], m[11], m[12], m[13], m[14], m[15]);

    /// <summary>The upper three rows of a matrix, [row, column].</summary>
    public static Matrix4x4 FromTopRows(ReadOnlySpan<float> m) => new(
        m[0], m[1], m[2], m[3], m[4], m[5], m[6], m[7], m[8], m[9], m[10], m[11], 0f, 0f, 0f, 1f);

    public static void CopyTopRows(Matrix4x4 m, Span<float> target)
    {
        (target[0], target[1], target[2], target[3]) = (m.M11, m.M12, m.M13, m.M14);
        (target[4], target[5], target[6], target[7]) = (m.M21, m.M22, m.M23, m.M24);
        (target[8], target[9], target[10], target[11]) = (m.M31, m.M32, m.M33, m.M34);
    }

    public static void CopyRows(Matrix4x4 m, Span<float> target)
    {
        CopyTopRows(m, target);
        (target[12], target[13], target[14], target[15]) = (m.M41, m.M42, m.M43, m.M44);
    }

    public static Matrix4x4 ScaleTranslation(Matrix4x4 m, float factor) => m with { M14 = m.M14 * factor, M24 = m.M24 * factor, M34 = m.M34 * factor };

    private static float Dot(Vector3 a, Vector3 b) => (a.X * b.X) + (a.Y * b.Y) + (a.Z * b.Z);
}
