using System.Numerics;
using Piwa.Kernels.Numerics;

namespace Piwa.Kernels.Recipes;

/// <summary>
/// Vector algebra whose order of operations is written out. The products and norms of <see cref="System.Numerics"/> are free to
/// add in another order on another CPU; the last bit of a recipe may not depend on that.
/// </summary>
internal static class Geometry
{
    public static float Dot(Vector3 a, Vector3 b) => (a.X * b.X) + (a.Y * b.Y) + (a.Z * b.Z);

    public static Vector3 Cross(Vector3 a, Vector3 b) =>
        new((a.Y * b.Z) - (a.Z * b.Y), (a.Z * b.X) - (a.X * b.Z), (a.X * b.Y) - (a.Y * b.X));

    public static float Length(Vector3 a) => MathF.Sqrt(Dot(a, a));

    public static Vector3 Normalize(Vector3 a)
    {
        float length = Length(a);
        return new(a.X / length, a.Y / length, a.Z / length);
    }

    public static float Smallest(Vector3 a) => MathF.Min(a.X, MathF.Min(a.Y, a.Z));

    public static float Largest(Vector3 a) => MathF.Max(a.X, MathF.Max(a.Y, a.Z));

    /// <summary>Rotates <paramref name="v"/> by the unit quaternion <paramref name="q"/>.</summary>
    public static Vector3 Rotate(Quaternion q, Vector3 v)
    {
        RotationRows(q, out Vector3 x, out Vector3 y, out Vector3 z);
        return new(Dot(x, v), Dot(y, v), Dot(z, v));
    }

    /// <summary>The rotation that does <paramref name="first"/>, then <paramref name="second"/>.</summary>
    public static Quaternion Compose(Quaternion first, Quaternion second) => Normalize(new Quaternion(
        (second.W * first.X) + (second.X * first.W) + (second.Y * first.Z) - (second.Z * first.Y),
        (second.W * first.Y) - (second.X * first.Z) + (second.Y * first.W) + (second.Z * first.X),
        (second.W * first.Z) + (second.X * first.Y) - (second.Y * first.X) + (second.Z * first.W),
        (second.W * first.W) - (second.X * first.X) - (second.Y * first.Y) - (second.Z * first.Z)));

    public static Quaternion Normalize(Quaternion q)
    {
        float length = MathF.Sqrt((q.X * q.X) + (q.Y * q.Y) + (q.Z * q.Z) + (q.W * q.W));
        return new(q.X / length, q.Y / length, q.Z / length, q.W / length);
    }

    /// <summary>The rotation by <paramref name="radians"/> round a unit axis.</summary>
    public static Quaternion AxisAngle(Vector3 axis, float radians)
    {
        SinCos(radians * 0.5f, out float sine, out float cosine);
        return new(axis.X * sine, axis.Y * sine, axis.Z * sine, cosine);
    }

    /// <summary>The rotation round x, then y, then z by the given angles in radians.</summary>
    public static Quaternion EulerXyz(Vector3 radians) => Compose(
        Compose(AxisAngle(Vector3.UnitX, radians.X), AxisAngle(Vector3.UnitY, radians.Y)),
        AxisAngle(Vector3.UnitZ, radians.Z));

    /// <summary>A rotation that turns the z axis to the unit vector <paramref name="direction"/>.</summary>
    public static Quaternion FromZ(Vector3 direction)
    {
        const float Opposite = -0.9999f;
        if (direction.Z < Opposite)
            return new(1f, 0f, 0f, 0f);

        // Half-way quaternion between z and the direction: (z x d, 1 + z . d), normalised.
        return Normalize(new Quaternion(-direction.Y, direction.X, 0f, 1f + direction.Z));
    }

    /// <summary>The rows of the matrix of a unit quaternion: <c>rotated = (x . v, y . v, z . v)</c>.</summary>
    public static void RotationRows(Quaternion q, out Vector3 x, out Vector3 y, out Vector3 z)
    {
        float xx = q.X * q.X, yy = q.Y * q.Y, zz = q.Z * q.Z;
        float xy = q.X * q.Y, xz = q.X * q.Z, yz = q.Y * q.Z;
        float wx = q.W * q.X, wy = q.W * q.Y, wz = q.W * q.Z;
        x = new(1f - (2f * (yy + zz)), 2f * (xy - wz), 2f * (xz + wy));
        y = new(2f * (xy + wz), 1f - (2f * (xx + zz)), 2f * (yz - wx));
        z = new(2f * (xz - wy), 2f * (yz + wx), 1f - (2f * (xx + yy)));
    }

    public static void SinCos(float radians, out float sine, out float cosine)
    {
        Elementary<FloatX1, IntX1, MaskX1>.SinCos(radians, out FloatX1 s, out FloatX1 c);
        sine = s.Value;
        cosine = c.Value;
    }
}
