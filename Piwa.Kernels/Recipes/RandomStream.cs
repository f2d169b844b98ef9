using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using Piwa.Kernels.Numerics;

namespace Piwa.Kernels.Recipes;

/// <summary>
/// One stream of the random numbers of an asset. A stream is a pure function of campaign seed, asset index, field, item and variant, so
/// a change in how many numbers one field draws moves nothing else.
/// </summary>
/// <remarks>A value: a copy goes on from where it was taken, so pass it on by reference. Not thread-safe.</remarks>
/// <param name="campaignSeed">Seed of the campaign.</param>
/// <param name="assetIndex">Index of the asset.</param>
/// <param name="field">What the numbers decide.</param>
/// <param name="item">Which of the things of that kind, 0 to 65,535.</param>
/// <param name="variant">Which of the counterfactual twins, 0 to 255; 0 = the asset itself.</param>
[SuppressMessage("Naming", "CA1711", Justification = "A stream of random numbers, as the literature has it; nothing reads bytes from it.")]
public struct RandomStream(ulong campaignSeed, ulong assetIndex, RandomField field, int item = 0, int variant = 0)
{
    private const int WordsPerBlock = 4;
    private const int ItemBits = 16;
    private const int VariantShift = 24;

    private uint _block;
    private int _used = WordsPerBlock;
    private (uint X0, uint X1, uint X2, uint X3) _words;

    /// <summary>32 random bits.</summary>
    public uint NextBits()
    {
        if (_used == WordsPerBlock)
        {
            uint stream = ((uint)variant << VariantShift) | ((uint)field << ItemBits) | (uint)item;
            _words = Philox.Block(
                (uint)assetIndex, (uint)(assetIndex >> 32), stream, _block++, (uint)campaignSeed, (uint)(campaignSeed >> 32));
            _used = 0;
        }

        return _used++ switch { 0 => _words.X0, 1 => _words.X1, 2 => _words.X2, _ => _words.X3 };
    }

    /// <summary>Uniform in [0, 1), a multiple of 2^-24: every float of that kind is equally likely.</summary>
    public float NextUnit() => (NextBits() >> 8) * (1f / (1 << 24));

    /// <summary>Uniform in [<paramref name="low"/>, <paramref name="high"/>).</summary>
    public float NextRange(float low, float high) => low + ((high - low) * NextUnit());

    /// <summary>Uniform in 0 .. <paramref name="count"/> - 1.</summary>
    public int NextInt(int count) => (int)(((ulong)NextBits() * (uint)count) >> 32);

    /// <summary>True with the given probability.</summary>
    public bool NextChance(float probability) => NextUnit() < probability;

    /// <summary>Index i with a probability in proportion to <c>weights[i]</c>.</summary>
    public int NextWeighted(ReadOnlySpan<int> weights)
    {
        int total = 0;
        foreach (int weight in weights)
            total += weight;

        int ticket = NextInt(total);
        int i = 0;
        while (ticket >= weights[i])
            ticket -= weights[i++];
        return i;
    }

    /// <summary>Symmetric round 1/2, in [0, 1): the beta distribution (2, 2), as the middle one of three uniform draws.</summary>
    public float NextBeta22()
    {
        float a = NextUnit(), b = NextUnit(), c = NextUnit();
        return MathF.Max(MathF.Min(a, b), MathF.Min(MathF.Max(a, b), c));
    }

    /// <summary>Standard normal, by the method of Box and Muller.</summary>
    public float NextNormal()
    {
        FloatX1 radius = FloatX1.Sqrt(FloatX1.Log2(1f - NextUnit()) * -1.3862944f); // -2 ln 2
        Elementary<FloatX1, IntX1, MaskX1>.SinCos(NextUnit() * MathF.Tau, out FloatX1 sine, out _);
        return (radius * sine).Value;
    }

    /// <summary>Uniform in the logarithm.</summary>
    public float NextLogRange(float low, float high) =>
        low * Elementary<FloatX1, IntX1, MaskX1>.Pow(high / low, NextUnit()).Value;

    /// <summary>Three independent draws from [<paramref name="low"/>, <paramref name="high"/>).</summary>
    public Vector3 NextVector(float low, float high) => new(NextRange(low, high), NextRange(low, high), NextRange(low, high));

    /// <summary>A direction, uniform on the unit sphere.</summary>
    public Vector3 NextDirection()
    {
        float z = NextRange(-1f, 1f);
        float radius = MathF.Sqrt(MathF.Max(0f, 1f - (z * z)));
        Elementary<FloatX1, IntX1, MaskX1>.SinCos(NextUnit() * MathF.Tau, out FloatX1 sine, out FloatX1 cosine);
        return new(radius * cosine.Value, radius * sine.Value, z);
    }

    /// <summary>A rotation, uniform on SO(3) (K. Shoemake, "Uniform random rotations", Graphics Gems III, 1992).</summary>
    public Quaternion NextRotation()
    {
        float u = NextUnit();
        float first = MathF.Sqrt(1f - u);
        float second = MathF.Sqrt(u);
        Elementary<FloatX1, IntX1, MaskX1>.SinCos(NextUnit() * MathF.Tau, out FloatX1 s1, out FloatX1 c1);
        Elementary<FloatX1, IntX1, MaskX1>.SinCos(NextUnit() * MathF.Tau, out FloatX1 s2, out FloatX1 c2);
        return new(first * s1.Value, first * c1.Value, second * s2.Value, second * c2.Value);
    }
}
