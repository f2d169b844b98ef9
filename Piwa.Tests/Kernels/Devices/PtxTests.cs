using System.Text.RegularExpressions;
using Piwa.Bench.Roofline;

namespace Piwa.Tests.Kernels.Devices;

/// <summary>What an NVIDIA driver would be given, made without one.</summary>
public sealed partial class PtxTests
{
    public static TheoryData<string> Kernels => [.. KernelPtx.Kernels.Select(method => method.Name)];

    [Theory]
    [MemberData(nameof(Kernels))]
    public void FloatsAreRoundedByTheInstructionAndNothingIsApproximate(string kernel)
    {
        string ptx = KernelPtx.Compile(KernelPtx.Find(kernel));
        Assert.Contains($".entry Kernel_{kernel}", ptx, StringComparison.Ordinal);

        // Multiplications and additions without a rounding mode may be fused by the driver.
        Assert.DoesNotMatch(Unrounded(), ptx);
        Assert.DoesNotMatch(Inexact(), ptx);
        Assert.DoesNotContain(".extern", ptx, StringComparison.Ordinal);
    }

    [Fact]
    public void TheCheckFindsUnroundedAndApproximateInstructions()
    {
        // One instruction of each kind that the driver is free with, as ILGPU emits them.
        Assert.Matches(Unrounded(), "\tmul.f32\t%f1, %f2, %f3;");
        Assert.Matches(Unrounded(), "\tadd.f32\t%f1, %f2, %f3;");
        Assert.Matches(Unrounded(), "\tfma.f32\t%f1, %f2, %f3;");
        Assert.Matches(Inexact(), "\tsin.approx.f32\t%f1, %f2;");
        Assert.Matches(Inexact(), "\tsqrt.rn.ftz.f32\t%f1, %f2;");
        Assert.DoesNotMatch(Unrounded(), "\tmul.rn.f32\t%f1, %f2, %f3;\n\tmul.lo.s32\t%r1, %r2, %r3;");
    }

    [GeneratedRegex(@"\b(mul|add|sub|fma|mad|div|sqrt|rcp)(\.ftz)?(\.sat)?\.f(32|64)\b")]
    private static partial Regex Unrounded();

    [GeneratedRegex(@"\.(approx|ftz|full)\b")]
    private static partial Regex Inexact();
}
