using Piwa.Pipeline.Labels;

namespace Piwa.Pipeline.Importing;

/// <summary>A map of space: three columns and a shift, in double precision. Sums and products alone: the same bits everywhere.</summary>
internal readonly record struct Affine3(Double3 X, Double3 Y, Double3 Z, Double3 Shift)
{
    /// <summary>glTF's axes (right-handed, y up) to ours (right-handed, z up): x stays, y becomes z, z becomes -y.</summary>
    public static readonly Affine3 FromGltf = new(new(1, 0, 0), new(0, 0, 1), new(0, -1, 0), default);

    /// <summary>Positive where it keeps handedness, negative where it mirrors.</summary>
    public double Determinant => Double3.Dot(X, Double3.Cross(Y, Z));

    /// <summary>Where a point goes.</summary>
    public Double3 Place(Double3 point) => (X * point.X) + (Y * point.Y) + (Z * point.Z) + Shift;

    /// <summary>
    /// Where a normal goes, up to its length: by the columns' cross products, which are the inverse's transpose times the determinant. Its sign
    /// is that of the surface that is not mirrored.
    /// </summary>
    public Double3 TurnNormal(Double3 normal)
    {
        Double3 turned = (Double3.Cross(Y, Z) * normal.X) + (Double3.Cross(Z, X) * normal.Y) + (Double3.Cross(X, Y) * normal.Z);
        return Determinant < 0 ? turned * -1 : turned;
    }

    /// <summary>First <paramref name="inner"/>, then this.</summary>
    public Affine3 Over(Affine3 inner) => new(Turn(inner.X), Turn(inner.Y), Turn(inner.Z), Place(inner.Shift));

    /// <summary>From 16 numbers, column by column.</summary>
    public static Affine3 FromColumns(ReadOnlySpan<double> m) =>
        new(new(m[0], m[1], m[2]), new(m[4], m[5], m[6]), new(m[8], m[9], m[10]), new(m[12], m[13], m[14]));

    /// <summary>Scale, then rotation by a quaternion (x, y, z, w), then translation.</summary>
    public static Affine3 FromParts(ReadOnlySpan<double> translation, ReadOnlySpan<double> rotation, ReadOnlySpan<double> scale)
    {
        // Of any length but zero: a quaternion that was rounded does not scale.
        double x = rotation[0], y = rotation[1], z = rotation[2], w = rotation[3];
        double s = 2 / ((x * x) + (y * y) + (z * z) + (w * w));
        return new(
            new Double3(1 - (s * ((y * y) + (z * z))), s * ((x * y) + (w * z)), s * ((x * z) - (w * y))) * scale[0],
            new Double3(s * ((x * y) - (w * z)), 1 - (s * ((x * x) + (z * z))), s * ((y * z) + (w * x))) * scale[1],
            new Double3(s * ((x * z) + (w * y)), s * ((y * z) - (w * x)), 1 - (s * ((x * x) + (y * y)))) * scale[2],
            new Double3(translation[0], translation[1], translation[2]));
    }

    private Double3 Turn(Double3 direction) => (X * direction.X) + (Y * direction.Y) + (Z * direction.Z);
}
