using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using ILGPU;
using ILGPU.Backends.OpenCL;
using ILGPU.Runtime.OpenCL;
using Piwa.Bench.Roofline;
using Piwa.Kernels.Devices;

namespace Piwa.Tests.Kernels.Devices;

/// <summary>What an OpenCL driver would be given, made without one.</summary>
public sealed partial class OpenCLSourceTests
{
    [Theory]
    [MemberData(nameof(PtxTests.Kernels), MemberType = typeof(PtxTests))]
    public void FloatsAreRoundedOnceAndPointersStayPointers(string kernel)
    {
        string source = Compile(kernel);
        Assert.Contains($"Kernel_{kernel}(", source, StringComparison.Ordinal);
        Assert.DoesNotMatch(BareOperation(), source);

        // An integer cannot be read through. Each function numbers its variables anew.
        foreach (string function in source.Split("\n}"))
        {
            foreach (Match integer in IntegerVariable().Matches(function))
                Assert.DoesNotContain($" {integer.Groups[1].Value}->", function, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void TheCheckFindsBareOperations()
    {
        // As ILGPU emits them.
        Assert.Matches(BareOperation(), "\tvar12 = (float)((float) var10 *  (float)var11);");
        Assert.Matches(BareOperation(), "\tvar12 = (float)((float) var10 /  (float)1.0f);");
        Assert.DoesNotMatch(BareOperation(), "\tvar12 = (int)((int) var10 *  (int)var11);");
        Assert.DoesNotMatch(BareOperation(), "\tvar12 = fma(var10, var11, -0.0f);");
    }

    private static string Compile(string kernel)
    {
        using Context context = Context.Create(IlgpuDevice.Configure);

        // ILGPU makes capabilities only for devices that are there.
        var capabilities = (CLCapabilityContext)RuntimeHelpers.GetUninitializedObject(typeof(CLCapabilityContext));
        foreach (FieldInfo field in Fields(typeof(CLCapabilityContext)))
        {
            if (field.FieldType == typeof(bool))
                field.SetValue(capabilities, true);
            else if (field.FieldType == typeof(ImmutableArray<string>))
                field.SetValue(capabilities, ImmutableArray<string>.Empty);
        }

        using var backend = new CLBackend(context, capabilities, CLDeviceVendor.Other, new CLCVersion(3, 0));
        var compiled = (CLCompiledKernel)backend.Compile(KernelPtx.Describe(KernelPtx.Find(kernel)), default);
        return compiled.Source;
    }

    private static IEnumerable<FieldInfo> Fields(Type? type) => type is null
        ? []
        : [.. type.GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.DeclaredOnly), .. Fields(type.BaseType)];

    [GeneratedRegex(@"\(float\)\s*\w+\s*[-+*/]\s*\(float\)")]
    private static partial Regex BareOperation();

    [GeneratedRegex(@"^\s*(?:int|long)\s+(var\d+);", RegexOptions.Multiline)]
    private static partial Regex IntegerVariable();
}
