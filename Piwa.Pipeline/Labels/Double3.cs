using System.Numerics;

namespace Piwa.Pipeline.Labels;

/// <summary>A vector in double precision whose order of operations is written out, so that its bits are the same on every CPU.</summary>
internal readonly record struct Double3(double X, double Y, double Z)
{
    // A mesh's positions have 65,536 steps; world coordinate = (step - 32767.5) / 65535.
    private const double Steps = 65535.0;
    private const double MiddleStep = 32767.5;

    public double LengthSquared => (X * X) + (Y * Y) + (Z * Z);

    public double Length => Math.Sqrt(LengthSquared);

    /// <summary>The unit vector of the same direction; zero stays zero.</summary>
    public Double3 Direction => LengthSquared > 0.0 ? this * (1.0 / Length) : this;

    public static Double3 operator +(Double3 a, Double3 b) => new(a.X + b.X, a.Y + b.Y, a.Z + b.Z);

    public static Double3 operator -(Double3 a, Double3 b) => new(a.X - b.X, a.Y - b.Y, a.Z - b.Z);

    public static Double3 operator *(Double3 a, double factor) => new(a.X * factor, a.Y * factor, a.Z * factor);

    public static double Dot(Double3 a, Double3 b) => (a.X * b.X) + (a.Y * b.Y) + (a.Z * b.Z);

    public static Double3 Cross(Double3 a, Double3 b) =>
        new((a.Y * b.Z) - (a.Z * b.Y), (a.Z * b.X) - (a.X * b.Z), (a.X * b.Y) - (a.Y * b.X));

    /// <summary>A vertex in steps.</summary>
    public static Double3 Of(ReadOnlySpan<ushort> positions, int vertex) =>
        new(positions[3 * vertex], positions[(3 * vertex) + 1], positions[(3 * vertex) + 2]);

    /// <summary>World coordinates as steps.</summary>
    public static Double3 ToSteps(Vector3 world) =>
        new((world.X * Steps) + MiddleStep, (world.Y * Steps) + MiddleStep, (world.Z * Steps) + MiddleStep);

    /// <summary>A length in steps as one in the world.</summary>
    public static double LengthToWorld(double steps) => steps / Steps;

    /// <summary>Steps as world coordinates.</summary>
    public Vector3 ToWorld() => new(Coordinate(X), Coordinate(Y), Coordinate(Z));

    private static float Coordinate(double step) => (float)((step - MiddleStep) / Steps);
}
