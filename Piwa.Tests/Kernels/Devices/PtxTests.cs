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

        // An address that comes in is of any memory. ILGPU's second level of optimization takes some for local, and reads elsewhere then; it
        // also says of jumps that all threads take them that they do not all take.
        Assert.DoesNotContain("cvta.to.local", ptx, StringComparison.Ordinal);
        Assert.DoesNotMatch(UniformJump(), ptx);
    }

    [Fact]
    public void TheCheckFindsUnroundedAndApproximateInstructions()
    {
        // One instruction of each kind that the driver is free with, as ILGPU emits them.
        Assert.Matches(Unrounded(), "\tmul.f32\t%f1, %f2, %f3;");
        Assert.Matches(Unrounded(), "\tadd.f32\t%f1, %f2, %f3;");
        Assert.Matches(Unrounded(), "\tfma.f32\t%f1, %f2, %f3;");
        Assert.Matches(Inexact(), "\tsin.approx.f32\t%f1, %f2;");
        Assert.Matches(UniformJump(), "\t@%p2 bra.uni L_1;");
        Assert.Matches(UniformJump(), "\tbrx.idx.uni\t%r1, L_2;");
        Assert.DoesNotMatch(UniformJump(), "\tbra.uni L_1;\n\t@%p2 bra L_1;");
        Assert.Matches(Inexact(), "\tsqrt.rn.ftz.f32\t%f1, %f2;");
        Assert.DoesNotMatch(Unrounded(), "\tmul.rn.f32\t%f1, %f2, %f3;\n\tmul.lo.s32\t%r1, %r2, %r3;");
    }

    [GeneratedRegex(@"\b(mul|add|sub|fma|mad|div|sqrt|rcp)(\.ftz)?(\.sat)?\.f(32|64)\b")]
    private static partial Regex Unrounded();

    [GeneratedRegex(@"@!?%p\d+\s+bra\.uni|brx\.idx\.uni")]
    private static partial Regex UniformJump();

    [GeneratedRegex(@"\.(approx|ftz|full)\b")]
    private static partial Regex Inexact();
}
