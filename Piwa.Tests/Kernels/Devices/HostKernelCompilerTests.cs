using System.Reflection;
using Piwa.Kernels.Devices;
using Piwa.Kernels.Numerics;

namespace Piwa.Tests.Kernels.Devices;

public sealed class HostKernelCompilerTests
{
    /// <summary>What is missing is compiled in its first call, by one thread, while the others wait: the start takes longer.</summary>
    [Fact]
    public void EveryKernelOfTheHostIsInTheList()
    {
        HashSet<Type> listed = [.. HostKernelCompiler<FloatX4, IntX4, MaskX4>.Kernels.Select(Definition)];
        Type[] missing = [.. typeof(HostDevice).Assembly.GetTypes().Where(type => type.Namespace != "Piwa.Kernels.Codecs" && HasKernels(type) && !listed.Contains(type))];
        Assert.Equal([typeof(Piwa.Kernels.Views.PointKernel<,,>)], missing); // of exports alone
    }

    private static Type Definition(Type type) => type.IsGenericType ? type.GetGenericTypeDefinition() : type;

    private static bool HasKernels(Type type) => type
        .GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        .Any(method => method.MethodImplementationFlags.HasFlag(MethodImplAttributes.AggressiveOptimization));
}
