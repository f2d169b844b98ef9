using System.Numerics;

namespace Piwa.Pipeline.Exports;

/// <summary>
/// Vector algebra whose order of operations is written out, since files must not depend on the processor; that of
/// <see cref="System.Numerics"/> is free to add in another order.
/// </summary>
internal static class SpaceAlgebra
{
    public static float Dot(Vector3 a, Vector3 b) => (a.X * b.X) + (a.Y * b.Y) + (a.Z * b.Z);

    public static Vector3 Cross(Vector3 a, Vector3 b) =>
        new((a.Y * b.Z) - (a.Z * b.Y), (a.Z * b.X) - (a.X * b.Z), (a.X * b.Y) - (a.Y * b.X));

    public static Vector3 Normalize(Vector3 a)
    {
        float length = MathF.Sqrt(Dot(a, a));
        return new(a.X / length, a.Y / length, a.Z / length);
    }

    /// <summary>The unit vector along what is left of <paramref name="a"/> beside the unit vector <paramref name="n"/>.</summary>
    public static Vector3 Beside(Vector3 a, Vector3 n)
    {
        float along = Dot(a, n);
        return Normalize(new(a.X - (n.X * along), a.Y - (n.Y * along), a.Z - (n.Z * along)));
    }

    /// <summary>The axes of a frame that a unit quaternion has turned: where x, y and z end up.</summary>
    public static Vector3[] Axes(Quaternion q)
    {
        float xx = q.X * q.X, yy = q.Y * q.Y, zz = q.Z * q.Z;
        float xy = q.X * q.Y, xz = q.X * q.Z, yz = q.Y * q.Z;
        float wx = q.W * q.X, wy = q.W * q.Y, wz = q.W * q.Z;
        return
        [
            new(1f - (2f * (yy + zz)), 2f * (xy + wz), 2f * (xz - wy)),
            new(2f * (xy - wz), 1f - (2f * (xx + zz)), 2f * (yz + wx)),
            new(2f * (xz + wy), 2f * (yz - wx), 1f - (2f * (xx + yy))),
        ];
    }
}
