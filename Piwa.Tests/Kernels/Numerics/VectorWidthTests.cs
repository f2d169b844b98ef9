using CsCheck;
using Piwa.Kernels.Numerics;

namespace Piwa.Tests.Kernels.Numerics;

/// <summary>Every operation gives the bits of the scalar one, at every width, for every kind of float.</summary>
public sealed unsafe class VectorWidthTests
{
    private const int Lanes = 16;

    private static readonly float[] Edges =
        [0f, -0f, 1f, -1f, float.Epsilon, -float.Epsilon, 1e-40f, 1.17549435e-38f, float.MaxValue, float.MinValue];

    // Ordinary values, and those where implementations differ: zeros, denormals, huge values, infinities.
    private static readonly Gen<float> Floats = Gen.Frequency(
        (8, Gen.Float[-1000f, 1000f]),
        (2, Gen.Float),
        (1, Gen.Int[0, Edges.Length - 1].Select(i => Edges[i])))
        .Where(value => !float.IsNaN(value));

    private static readonly Gen<(float[] A, float[] B, float[] C)> Triples =
        Gen.Select(Floats.Array[Lanes], Floats.Array[Lanes], Floats.Array[Lanes]);

    private static readonly Gen<float[]> Places = Gen.Frequency((8, Gen.Float[-50f, 50f]), (1, Gen.Int[-3, 3].Select(i => (float)i))).Array[Lanes];

    private static readonly Gen<(int[] A, int[] B)> IntPairs = Gen.Select(Gen.Int.Array[Lanes], Gen.Int.Array[Lanes]);

    [Fact]
    public void FloatOperationsAgreeAtAllWidths() => Triples.Sample(t =>
    {
        float[] expected = Floats1<FloatX1, IntX1, MaskX1>(t);
        AssertBits(expected, Floats1<FloatX4, IntX4, MaskX4>(t));
        AssertBits(expected, Floats1<FloatX8, IntX8, MaskX8>(t));
        AssertBits(expected, Floats1<FloatX16, IntX16, MaskX16>(t));
    });

    [Fact]
    public void IntegerOperationsAgreeAtAllWidths() => IntPairs.Sample(t =>
    {
        int[] expected = Ints<FloatX1, IntX1, MaskX1>(t);
        Assert.Equal(expected, Ints<FloatX4, IntX4, MaskX4>(t));
        Assert.Equal(expected, Ints<FloatX8, IntX8, MaskX8>(t));
        Assert.Equal(expected, Ints<FloatX16, IntX16, MaskX16>(t));
    });

    /// <summary>Sixteen places have noise of their own code.</summary>
    [Fact]
    public void NoiseAgreesAtAllWidths() => Gen.Select(Places, Places, Places, Gen.Int).Sample((x, y, z, seed) =>
    {
        float[] expected = Noises<FloatX1, IntX1, MaskX1>(x, y, z, seed);
        AssertBits(expected, Noises<FloatX4, IntX4, MaskX4>(x, y, z, seed));
        AssertBits(expected, Noises<FloatX8, IntX8, MaskX8>(x, y, z, seed));
        AssertBits(expected, Noises<FloatX16, IntX16, MaskX16>(x, y, z, seed));
    });

    [Fact]
    public void RowsOfFourGiveTheirVectorsBack() => Gen.Float[-1000f, 1000f].Array[4 * Lanes].Sample(values =>
    {
        AssertRows<FloatX4, IntX4, MaskX4>(values);
        AssertRows<FloatX8, IntX8, MaskX8>(values);
        AssertRows<FloatX16, IntX16, MaskX16>(values);
    });

    [Fact]
    public void GathersReadTheElementsThatTheIndicesName()
    {
        var floats = new float[40];
        var words = new ushort[40];
        var bytes = new byte[48];
        var indices = new int[Lanes];
        var random = new Random(5);
        for (int i = 0; i < floats.Length; i++)
            (floats[i], words[i], bytes[i]) = (i * 1.5f, (ushort)(60_000 + i), (byte)(200 + i));
        for (int i = 0; i < Lanes; i++)
            indices[i] = random.Next(36);

        float[] expected = Gathers<FloatX1, IntX1, MaskX1>(floats, words, bytes, indices);
        Assert.Equal(indices.Select(i => floats[i]), expected[..Lanes]);
        Assert.Equal(indices.Select(i => (float)words[i]), expected[Lanes..(2 * Lanes)]);
        Assert.Equal(indices.Select(i => (float)bytes[i]), expected[(2 * Lanes)..]);
        Assert.Equal(expected, Gathers<FloatX4, IntX4, MaskX4>(floats, words, bytes, indices));
        Assert.Equal(expected, Gathers<FloatX8, IntX8, MaskX8>(floats, words, bytes, indices));
        Assert.Equal(expected, Gathers<FloatX16, IntX16, MaskX16>(floats, words, bytes, indices));
    }

    [Theory]
    [InlineData(float.NaN, 2147483520)]
    [InlineData(float.PositiveInfinity, 2147483520)]
    [InlineData(float.NegativeInfinity, int.MinValue)]
    [InlineData(3e9f, 2147483520)]
    [InlineData(-3e9f, int.MinValue)]
    [InlineData(-1.999f, -1)]
    [InlineData(1.999f, 1)]
    public void TruncationIsDefinedForEveryFloat(float value, int expected)
    {
        Assert.Equal(expected, IntX1.Truncate(value).Value);
        Assert.Equal(expected, IntX4.Truncate(value).Value[3]);
        Assert.Equal(expected, IntX8.Truncate(value).Value[7]);
        Assert.Equal(expected, IntX16.Truncate(value).Value[15]);
    }

    [Fact]
    public void MasksCountFromTheFirstPosition()
    {
        for (int n = -1; n <= 17; n++)
        {
            int at = n;
            uint Expected(int width) => (uint)((1L << Math.Clamp(at, 0, width)) - 1);
            Assert.Equal(Expected(1), MaskX1.Bits(MaskX1.FirstN(n)));
            Assert.Equal(Expected(4), MaskX4.Bits(MaskX4.FirstN(n)));
            Assert.Equal(Expected(8), MaskX8.Bits(MaskX8.FirstN(n)));
            Assert.Equal(Expected(16), MaskX16.Bits(MaskX16.FirstN(n)));
        }
    }

    [Fact]
    public void FirstGivesTheValueOfTheFirstSetPosition()
    {
        MaskX8 from3 = !MaskX8.FirstN(3);
        Assert.Equal(103, IntX8.First(from3, IntX8.Sequence(100)));
        Assert.Equal(7, IntX1.First(true, 7));
    }

    private static float[] Noises<F, I, M>(float[] xs, float[] ys, float[] zs, int seed)
        where F : unmanaged, IFloat<F, I, M>
        where I : unmanaged, IInt<F, I, M>
        where M : unmanaged, IMask<M>
    {
        const int Values = 8;
        var results = new float[Values * Lanes];
        fixed (float* x = xs, y = ys, z = zs, r = results)
        {
            for (int i = 0; i < Lanes; i += I.Width)
            {
                F px = F.Load(x + i), py = F.Load(y + i), pz = F.Load(z + i);
                F.Store(r + i, F.GradientNoise(px, py, pz, seed));
                F.Store(r + Lanes + i, F.SlopedGradientNoise(px, py, pz, seed, out F slopeX, out F slopeY, out F slopeZ));
                F.Store(r + (2 * Lanes) + i, slopeX);
                F.Store(r + (3 * Lanes) + i, slopeY);
                F.Store(r + (4 * Lanes) + i, slopeZ);
                F.Store(r + (5 * Lanes) + i, F.OctaveNoise(px, py, pz, seed, 4, 0.05f, isRidged: (seed & 1) != 0));
                F.CellNoise(px, py, pz, seed, out F nearest, out F second, out _);
                F.Store(r + (6 * Lanes) + i, nearest);
                F.Store(r + (7 * Lanes) + i, second);
            }
        }

        return results;
    }

    private static void AssertRows<F, I, M>(float[] values)
        where F : unmanaged, IFloat<F, I, M>
        where I : unmanaged, IInt<F, I, M>
        where M : unmanaged, IMask<M>
    {
        float* rows = stackalloc float[RowsOfFour.Words];
        fixed (float* v = values)
        {
            F a = F.Load(v), b = F.Load(v + Lanes), c = F.Load(v + (2 * Lanes)), d = F.Load(v + (3 * Lanes));
            RowsOfFour.Write<F, I, M>(a, b, c, d, rows);
            for (int i = 0; i < I.Width; i++)
                Assert.Equal([v[i], v[Lanes + i], v[(2 * Lanes) + i], v[(3 * Lanes) + i]], new ReadOnlySpan<float>(rows + RowsOfFour.Place(i), RowsOfFour.Length).ToArray());
            RowsOfFour.Read<F, I, M>(rows, out F e, out F f, out F g, out F h);
            F[] read = [e, f, g, h];
            float* lanes = stackalloc float[Lanes];
            for (int vector = 0; vector < read.Length; vector++)
            {
                F.Store(lanes, read[vector]);
                Assert.Equal(new ReadOnlySpan<float>(v + (vector * Lanes), I.Width).ToArray(), new ReadOnlySpan<float>(lanes, I.Width).ToArray());
            }
        }
    }

    private static float[] Floats1<F, I, M>((float[] A, float[] B, float[] C) t)
        where F : unmanaged, IFloat<F, I, M>
        where I : unmanaged, IInt<F, I, M>
        where M : unmanaged, IMask<M>
    {
        var results = new List<float[]>();
        fixed (float* a = t.A, b = t.B, c = t.C)
        {
            for (int i = 0; i < Lanes; i += I.Width)
            {
                F x = F.Load(a + i), y = F.Load(b + i), z = F.Load(c + i);
                Elementary<F, I, M>.SinCos(F.Min(F.Max(x, -9999f), 9999f), out F sine, out F cosine);
                F[] values =
                [
                    x + y, x - y, x * y, x / y, -x, F.Fma(x, y, z), F.Sqrt(F.Abs(x)), F.Abs(x), F.Min(x, y), F.Max(x, y), F.Floor(x),
                    F.Select(x < y, z, x), F.Select(x > y, z, x), F.Select(x <= y, z, x), F.Select(x >= y, z, x),
                    F.Select((x < y) & (y < z), x, y), F.Select((x < y) | (y < z), x, y), F.Select((x < y) ^ (y < z), x, y),
                    F.Select(!(x < y), x, y), F.FromInt(I.Truncate(x)), F.FromBits(I.FromBits(x)), sine, cosine,
                    Elementary<F, I, M>.Exp2(x), Elementary<F, I, M>.Log2(F.Max(F.Abs(x), 1.17549435e-38f)),
                    Elementary<F, I, M>.Pow(F.Abs(x), F.Min(F.Max(y, -8f), 8f)), Elementary<F, I, M>.Atan2(x, y),
                ];
                for (int k = 0; k < values.Length; k++)
                {
                    if (results.Count == k)
                        results.Add(new float[Lanes]);
                    fixed (float* target = results[k])
                        F.Store(target + i, values[k]);
                }
            }
        }

        return [.. results.SelectMany(r => r)];
    }

    private static int[] Ints<F, I, M>((int[] A, int[] B) t)
        where F : unmanaged, IFloat<F, I, M>
        where I : unmanaged, IInt<F, I, M>
        where M : unmanaged, IMask<M>
    {
        var results = new List<int[]>();
        var words = new ushort[Lanes];
        fixed (int* a = t.A, b = t.B)
        fixed (ushort* narrow = words)
        {
            for (int i = 0; i < Lanes; i += I.Width)
            {
                I x = I.Load(a + i), y = I.Load(b + i);
                I.Store(narrow + i, x);
                I[] values =
                [
                    x + y, x - y, x * y, x & y, x | y, x ^ y, x << 5, x >> 5, x >>> 5, I.Min(x, y), I.Max(x, y),
                    I.Select(x < y, x, y), I.Select(x > y, x, y), I.Select(I.Equal(x & 1, y & 1), x, y), I.Sequence(3 + i),
                    I.FromBits(F.FromInt(x)),
                ];
                for (int k = 0; k < values.Length; k++)
                {
                    if (results.Count == k)
                        results.Add(new int[Lanes]);
                    fixed (int* target = results[k])
                        I.Store(target + i, values[k]);
                }
            }
        }

        return [.. results.SelectMany(r => r), .. words.Select(word => (int)word)];
    }

    private static float[] Gathers<F, I, M>(float[] floats, ushort[] words, byte[] bytes, int[] indices)
        where F : unmanaged, IFloat<F, I, M>
        where I : unmanaged, IInt<F, I, M>
        where M : unmanaged, IMask<M>
    {
        var result = new float[3 * Lanes];
        fixed (float* source = floats, target = result)
        fixed (ushort* wordSource = words)
        fixed (byte* byteSource = bytes)
        fixed (int* index = indices)
        {
            for (int i = 0; i < Lanes; i += I.Width)
            {
                I at = I.Load(index + i);
                F.Store(target + i, F.Gather(source, at));
                F.Store(target + Lanes + i, F.FromInt(I.Gather(wordSource, at)));
                F.Store(target + (2 * Lanes) + i, F.FromInt(I.Gather(byteSource, at)));
            }
        }

        return result;
    }

    private static void AssertBits(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            // The payload of a NaN is the device's own; that there is one is not.
            bool same = BitConverter.SingleToInt32Bits(expected[i]) == BitConverter.SingleToInt32Bits(actual[i])
                || (float.IsNaN(expected[i]) && float.IsNaN(actual[i]));
            Assert.True(same, $"operation {i / Lanes}, position {i % Lanes}: {expected[i]:R} and {actual[i]:R}");
        }
    }
}
