using System.Reflection;
using System.Text.RegularExpressions;
using ILGPU;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.PTX;
using ILGPU.Runtime.Cuda;
using Piwa.Kernels.Codecs;
using Piwa.Kernels.Devices;

namespace Piwa.Tests.Kernels.Devices;

/// <summary>What an NVIDIA driver would be given, made without one.</summary>
public sealed partial class PtxTests
{
    public static TheoryData<string> Kernels => [.. KernelMethods().Select(method => method.Name)];

    [Theory]
    [MemberData(nameof(Kernels))]
    public void FloatsAreRoundedByTheInstructionAndNothingIsApproximate(string kernel)
    {
        string ptx = Compile(kernel);
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

    /// <summary>A kernel as a launcher would load it: one that has no index takes groups as they are.</summary>
    internal static EntryPointDescription Describe(string kernel)
    {
        MethodInfo method = KernelMethods().Single(method => method.Name == kernel);
        return method.GetParameters()[0].ParameterType == typeof(Index1D)
            ? EntryPointDescription.FromImplicitlyGroupedKernel(method)
            : EntryPointDescription.FromExplicitlyGroupedKernel(method);
    }

    private static IEnumerable<MethodInfo> KernelMethods() => ((Type[])[typeof(DeviceKernels), typeof(CodecKernels)])
        .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static))
        .Where(method => method.ReturnType == typeof(void));

    private static string Compile(string kernel)
    {
        // A context for each kernel: one that fails would spoil those after it.
        using Context context = Context.Create(IlgpuDevice.Configure);
        using var backend = new PTXBackend(context, CudaArchitecture.SM_90, CudaInstructionSet.ISA_80, null!);
        var compiled = (PTXCompiledKernel)backend.Compile(Describe(kernel), default);
        return compiled.PTXAssembly;
    }

    [GeneratedRegex(@"\b(mul|add|sub|fma|mad|div|sqrt|rcp)(\.ftz)?(\.sat)?\.f(32|64)\b")]
    private static partial Regex Unrounded();

    [GeneratedRegex(@"\.(approx|ftz|full)\b")]
    private static partial Regex Inexact();
}
