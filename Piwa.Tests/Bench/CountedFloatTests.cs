using Piwa.Bench.Roofline;
using Piwa.Kernels.Numerics;

namespace Piwa.Tests.Bench;

public sealed class CountedFloatTests
{
    [Fact]
    public void OperationsAreCountedAndGiveTheFloatsBits()
    {
        OperationCount before = OperationTally.Now;
        CountedFloat a = 2f, b = 3f;
        CountedFloat sum = CountedFloat.Fma(a, b, CountedFloat.Sqrt(a / b) + 1f);
        CountedFloat chosen = CountedFloat.Select(sum > a, sum, b);
        CountedInt whole = CountedInt.Truncate(chosen) + 1;
        OperationCount count = OperationTally.Now - before;

        Assert.Equal(MathF.FusedMultiplyAdd(2f, 3f, MathF.Sqrt(2f / 3f) + 1f), chosen.Value.Value);
        Assert.Equal(8, whole.Value.Value);
        Assert.Equal(new OperationCount(Plain: 1, Fused: 1, Divisions: 2, Tests: 3, Integers: 1, Accesses: 0), count);
        Assert.Equal(5, count.FloatOperations);
        Assert.Equal(26, count.Instructions);
    }

    [Fact]
    public void NoiseIsCountedWithin()
    {
        OperationCount before = OperationTally.Now;
        CountedFloat counted = CountedFloat.GradientNoise(0.3f, 1.7f, -2.2f, 5);
        Assert.Equal(FloatX1.GradientNoise(0.3f, 1.7f, -2.2f, 5).Value, counted.Value.Value);
        Assert.True((OperationTally.Now - before).FloatOperations > 50);
    }
}
