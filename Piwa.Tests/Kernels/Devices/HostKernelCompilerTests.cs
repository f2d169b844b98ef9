using System.Reflection;
using Piwa.Kernels.Devices;
using Piwa.Kernels.Meshes;
using Piwa.Kernels.Numerics;
using Piwa.Kernels.Views;

namespace Piwa.Tests.Kernels.Devices;

public sealed class HostKernelCompilerTests
{
    /// <summary>What is missing is compiled in its first call, by one thread, while the others wait: the start takes longer.</summary>
    [Fact]
    public void EveryKernelOfTheHostIsInTheList()
    {
        HashSet<Type> listed = [.. HostKernelCompiler<FloatX16, IntX16, MaskX16>.Kernels.Select(Definition)];
        Type[] missing =
        [
            .. typeof(HostDevice).Assembly.GetTypes()
                .Where(type => type.Namespace != "Piwa.Kernels.Codecs" && HasKernels(type) && !listed.Contains(type))
                .OrderBy(type => type.Name, StringComparer.Ordinal),
        ];

        // Those of exports and of devices.
        Assert.Equal([typeof(PointKernel<,,>), typeof(RasterKernel<,,,>), typeof(SurfaceKernel<,,>)], missing);
    }

    /// <summary>What fails is not told: it is compiled when it is called.</summary>
    [Fact]
    public void EveryKernelIsCompiled()
    {
        MethodInfo[] methods = HostKernelCompiler<FloatX16, IntX16, MaskX16>.ListMethods();
        Assert.Equal(HostKernelCompiler<FloatX16, IntX16, MaskX16>.Kernels, methods.Select(method => method.DeclaringType!).Distinct());
        Assert.All(methods, HostKernelCompiler<FloatX16, IntX16, MaskX16>.Compile);
    }

    private static Type Definition(Type type) => type.IsGenericType ? type.GetGenericTypeDefinition() : type;

    private static bool HasKernels(Type type) => type
        .GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        .Any(method => method.MethodImplementationFlags.HasFlag(MethodImplAttributes.AggressiveOptimization));
}
