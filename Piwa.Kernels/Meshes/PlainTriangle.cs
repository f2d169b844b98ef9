namespace Piwa.Kernels.Meshes;

/// <summary>A triangle in space that distances are measured to.</summary>
internal readonly record struct PlainTriangle(Point3 A, Point3 B, Point3 C)
{
    /// <summary>
    /// The square of the distance of a place: to the corner, the edge or the plane in whose region it lies (C. Ericson, "Real-Time Collision
    /// Detection", 2005, section 5.1.5).
    /// </summary>
    public double SquareOfDistance(Point3 place)
    {
        Point3 ab = B - A, ac = C - A, ap = place - A;
        double d1 = Point3.Dot(ab, ap), d2 = Point3.Dot(ac, ap);
        if (d1 <= 0 && d2 <= 0)
            return Square(ap);

        Point3 bp = place - B;
        double d3 = Point3.Dot(ab, bp), d4 = Point3.Dot(ac, bp);
        if (d3 >= 0 && d4 <= d3)
            return Square(bp);

        double vc = (d1 * d4) - (d3 * d2);
        if (vc <= 0 && d1 >= 0 && d3 <= 0)
            return Square(ap - (ab * (d1 / (d1 - d3))));

        Point3 cp = place - C;
        double d5 = Point3.Dot(ab, cp), d6 = Point3.Dot(ac, cp);
        if (d6 >= 0 && d5 <= d6)
            return Square(cp);

        double vb = (d5 * d2) - (d1 * d6);
        if (vb <= 0 && d2 >= 0 && d6 <= 0)
            return Square(ap - (ac * (d2 / (d2 - d6))));

        double va = (d3 * d6) - (d5 * d4), along = d4 - d3, rest = d5 - d6;
        if (va <= 0 && along >= 0 && rest >= 0)
            return Square(bp - ((C - B) * (along / (along + rest))));

        double sum = va + vb + vc;
        return Square(ap - (ab * (vb / sum)) - (ac * (vc / sum)));
    }

    /// <summary>The axis along which its plane is least steep, and the plane's height over the other two: w = offset + u * slopeU + v * slopeV.</summary>
    public (int Axis, double Offset, double SlopeU, double SlopeV) Plane()
    {
        Point3 ab = B - A, ac = C - A;
        var normal = new Point3((ab.Y * ac.Z) - (ab.Z * ac.Y), (ab.Z * ac.X) - (ab.X * ac.Z), (ab.X * ac.Y) - (ab.Y * ac.X));
        double x = Math.Abs(normal.X), y = Math.Abs(normal.Y), z = Math.Abs(normal.Z);
        int axis = x >= y && x >= z ? 0 : y >= z ? 1 : 2;
        double up = normal[axis], slopeU = -normal[(axis + 1) % 3] / up, slopeV = -normal[(axis + 2) % 3] / up;
        return (axis, A[axis] - (A[(axis + 1) % 3] * slopeU) - (A[(axis + 2) % 3] * slopeV), slopeU, slopeV);
    }

    private static double Square(Point3 a) => Point3.Dot(a, a);
}
