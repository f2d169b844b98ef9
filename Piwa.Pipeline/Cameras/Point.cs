namespace Piwa.Pipeline.Cameras;

/// <summary>A point or direction in double precision. Sums are written out in one order.</summary>
internal readonly record struct Point(double X, double Y, double Z)
{
    public static Point operator -(Point a, Point b) => new(a.X - b.X, a.Y - b.Y, a.Z - b.Z);

    public static double Dot(Point a, Point b) => (a.X * b.X) + (a.Y * b.Y) + (a.Z * b.Z);

    public static Point Cross(Point a, Point b) =>
        new((a.Y * b.Z) - (a.Z * b.Y), (a.Z * b.X) - (a.X * b.Z), (a.X * b.Y) - (a.Y * b.X));

    /// <summary>Cosine of the angle between two directions.</summary>
    public static double Cosine(Point a, Point b) => Dot(a, b) / Math.Sqrt(Dot(a, a) * Dot(b, b));
}
