using System.Numerics;

namespace Piwa.Pipeline.Cameras;

/// <summary>Three rows of a matrix that acts on columns: <c>x' = XX x + XY y + XZ z + XW</c>, and so on.</summary>
internal readonly record struct Affine(
    double XX, double XY, double XZ, double XW,
    double YX, double YY, double YZ, double YW,
    double ZX, double ZY, double ZZ, double ZW)
{
    public static Affine Of(Matrix4x4 m) => new(m.M11, m.M12, m.M13, m.M14, m.M21, m.M22, m.M23, m.M24, m.M31, m.M32, m.M33, m.M34);

    public Point Apply(Point p) => new(
        (XX * p.X) + (XY * p.Y) + (XZ * p.Z) + XW,
        (YX * p.X) + (YY * p.Y) + (YZ * p.Z) + YW,
        (ZX * p.X) + (ZY * p.Y) + (ZZ * p.Z) + ZW);
}
