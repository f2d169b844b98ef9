using CsCheck;
using Piwa.Kernels.Numerics;
using O = Piwa.Kernels.Numerics.Octahedral<Piwa.Kernels.Numerics.FloatX1, Piwa.Kernels.Numerics.IntX1, Piwa.Kernels.Numerics.MaskX1>;

namespace Piwa.Tests.Kernels.Numerics;

public sealed class OctahedralTests
{
    private static readonly Gen<(float X, float Y, float Z)> Directions =
        Gen.Select(Gen.Float[-1f, 1f], Gen.Float[-1f, 1f], Gen.Float[-1f, 1f])
            .Where(v => (v.Item1 * v.Item1) + (v.Item2 * v.Item2) + (v.Item3 * v.Item3) is > 0.01f and <= 1f);

    [Fact]
    public void BytesKeepDirectionsWithinADegree() => Directions.Sample(v =>
    {
        O.DecodeBytes(O.EncodeBytes(v.X, v.Y, v.Z), out FloatX1 x, out FloatX1 y, out FloatX1 z);
        Assert.InRange(Angle(v, x.Value, y.Value, z.Value), 0, 1.0);
    });

    [Fact]
    public void WordsKeepDirectionsWithinAHundredthOfADegree() => Directions.Sample(v =>
    {
        O.DecodeWords(O.EncodeWords(v.X, v.Y, v.Z), out FloatX1 x, out FloatX1 y, out FloatX1 z);
        Assert.InRange(Angle(v, x.Value, y.Value, z.Value), 0, 0.01);
    });

    [Fact]
    public void WordsTurnIntoTheNearestBytes() => Directions.Sample(v =>
    {
        int words = O.EncodeWords(v.X, v.Y, v.Z).Value;
        int bytes = O.WordsToBytes(words).Value;
        Assert.Equal(Math.Round((words & 0xFFFF) * 254.0 / 65534), bytes & 0xFF, 0.51);
        Assert.Equal(Math.Round((double)((uint)words >> 16) * 254.0 / 65534), bytes >> 8, 0.51);
    });

    [Theory]
    [InlineData(1f, 0f, 0f)]
    [InlineData(-1f, 0f, 0f)]
    [InlineData(0f, 1f, 0f)]
    [InlineData(0f, -1f, 0f)]
    [InlineData(0f, 0f, 1f)]
    [InlineData(0f, 0f, -1f)]
    public void AxesAreExact(float x, float y, float z)
    {
        O.DecodeBytes(O.EncodeBytes(x, y, z), out FloatX1 u, out FloatX1 v, out FloatX1 w);
        Assert.Equal((x, y, z), (u.Value, v.Value, w.Value));
    }

    private static double Angle((double X, double Y, double Z) a, double x, double y, double z)
    {
        double dot = (a.X * x) + (a.Y * y) + (a.Z * z);
        double norm = Math.Sqrt(((a.X * a.X) + (a.Y * a.Y) + (a.Z * a.Z)) * ((x * x) + (y * y) + (z * z)));
        return Math.Acos(Math.Min(1, dot / norm)) * 180 / Math.PI;
    }
}
