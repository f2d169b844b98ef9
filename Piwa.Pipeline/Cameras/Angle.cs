namespace Piwa.Pipeline.Cameras;

/// <summary>
/// Fields of view and focal lengths, out of correctly rounded operations only: a system's tangent may differ in its last bit, and
/// the bytes of files may not.
/// </summary>
internal static class Angle
{
    private const int Halvings = 4;
    private const int Terms = 10;

    /// <summary>The angle that an image shows, radians.</summary>
    /// <param name="focal">Focal length, pixels.</param>
    /// <param name="size">The image's width or height, pixels.</param>
    public static double FieldOfView(double focal, int size) => 2 * Atan(size / (2 * focal));

    /// <summary>The focal length in pixels of an image that shows an angle.</summary>
    /// <param name="fieldOfView">The angle in radians, more than 0 and less than pi.</param>
    /// <param name="size">The image's width or height, pixels.</param>
    public static double Focal(double fieldOfView, int size) => size / (2 * Tan(fieldOfView / 2));

    /// <summary>Halves the angle until its series falls fast: <c>tan(a / 2) = tan a / (1 + sqrt(1 + tan^2 a))</c>.</summary>
    private static double Atan(double x)
    {
        for (int i = 0; i < Halvings; i++)
            x /= 1 + Math.Sqrt(1 + (x * x));
        double square = x * x, sum = 0;
        for (int k = Terms; k >= 0; k--)
            sum = (1.0 / ((2 * k) + 1)) - (square * sum);
        return sum * x * (1 << Halvings);
    }

    /// <summary>The series of sine and cosine for an angle of at most pi / 2.</summary>
    private static double Tan(double x)
    {
        double square = x * x, sine = 1, cosine = 1;
        for (int k = Terms; k >= 1; k--)
        {
            sine = 1 - (square * sine / (2 * k * ((2 * k) + 1)));
            cosine = 1 - (square * cosine / (2 * k * ((2 * k) - 1)));
        }

        return x * sine / cosine;
    }
}
