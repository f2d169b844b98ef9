using System.Reflection;
using System.Runtime.CompilerServices;
using Piwa.Kernels.Meshes;
using Piwa.Kernels.Numerics;
using Piwa.Kernels.Views;

namespace Piwa.Kernels.Devices;

/// <summary>
/// Has the runtime compile the host's kernels before their first call, several at once: one after the other they take most of the time
/// until the first asset.
/// </summary>
/// <remarks>
/// What is compiled is what is marked <see cref="MethodImplOptions.AggressiveOptimization"/> (<see cref="Compiled.AtOnce"/>): all else is inlined
/// there. Nothing is where the program was compiled before.
/// </remarks>
internal static class HostKernelCompiler<F, I, M>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    private const BindingFlags Declared =
        BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>What has kernels.</summary>
    internal static readonly Type[] Kernels =
    [
        typeof(Primitives<Dual<F, I, M>, DualInt<F, I, M>, M>), typeof(Patterns<Slopes<F, I, M>, Dual<F, I, M>, DualInt<F, I, M>, F, I, M>),
        typeof(Noise<Dual<F, I, M>, DualInt<F, I, M>, M>), typeof(SignedDistance<Dual<F, I, M>, DualInt<F, I, M>, M>),
        typeof(Reliefs<Dual<F, I, M>, DualInt<F, I, M>, M>), typeof(Deformations<Dual<F, I, M>, DualInt<F, I, M>, M>),
        typeof(Dual<F, I, M>), typeof(Elementary<F, I, M>), typeof(Elementary<Dual<F, I, M>, DualInt<F, I, M>, M>),
        typeof(Display<F, I, M>), typeof(PixelKernel<F, I, M>), typeof(Hit<F, I, M>), typeof(HostRenderer<F, I, M>), typeof(HostShader<F, I, M>),
        typeof(MaterialKernel<F, I, M>), typeof(HostDisplay<F, I, M>), typeof(Shading<F, I, M>), typeof(Patterns<NoSlopes<F, I, M>, F, I, F, I, M>), typeof(Noise<F, I, M>),
        typeof(Octaves<F, I, M>), typeof(VertexLightKernel<F, I, M, HostField<F, I, M>>), typeof(Primitives<F, I, M>), typeof(Reliefs<F, I, M>),
        typeof(Deformations<F, I, M>), typeof(Primitives<Interval<F, I, M>, IntervalInt<F, I, M>, IntervalMask<M>>),
        typeof(Deformations<Interval<F, I, M>, IntervalInt<F, I, M>, IntervalMask<M>>), typeof(Interval<F, I, M>),
        typeof(FormulaKernel<F, I, M>), typeof(FormulaKernel<Dual<F, I, M>, DualInt<F, I, M>, M>),
        typeof(FormulaKernel<Interval<F, I, M>, IntervalInt<F, I, M>, IntervalMask<M>>), typeof(BrickKernel<F, I, M>), typeof(HostTopology<F, I, M>), typeof(HostSurface<F, I, M>), typeof(EdgeSearch<F, I, M>),
        typeof(SignedDistance<F, I, M>), typeof(FieldKernel<F, I, M>), typeof(HostField<F, I, M>), typeof(QuadKernel<F, I, M>), typeof(QuadCorners<F, I, M>),
        typeof(SettleKernel<F, I, M>), typeof(VertexKernel<F, I, M>), typeof(QuantizeKernel<F, I, M>), typeof(HostMesher<F, I, M>),
        typeof(RasterKernel<F, I, M, HostVisibility<F, I, M>>), typeof(HostRaster<F, I, M>), typeof(ProjectKernel<F, I, M>),
        typeof(ScreenBox), typeof(TriangleRows),
    ];

    /// <summary>Compiles all kernels that are not yet compiled.</summary>
    /// <param name="workers">Threads to compile on.</param>
    public static void Compile(HostWorkers workers)
    {
        MethodInfo[] methods = [.. Kernels.SelectMany(kernel => kernel.GetMethods(Declared)).Where(IsKernel).Select(Close)];
        workers.Run(methods.Length, (_, i) => RuntimeHelpers.PrepareMethod(methods[i].MethodHandle, Arguments(methods[i])));
    }

    private static bool IsKernel(MethodInfo method) => method.MethodImplementationFlags.HasFlag(MethodImplAttributes.AggressiveOptimization);

    /// <summary>A kernel's own type parameters are where it reads visibility, or the numbers that it computes with.</summary>
    private static MethodInfo Close(MethodInfo method) => !method.IsGenericMethodDefinition
        ? method
        : method.GetGenericArguments().Length == 1
            ? method.MakeGenericMethod(typeof(HostVisibility<F, I, M>))
            : method.MakeGenericMethod(typeof(F), typeof(I), typeof(M));

    private static RuntimeTypeHandle[] Arguments(MethodInfo method) =>
        [.. method.DeclaringType!.GenericTypeArguments.Concat(method.GetGenericArguments()).Select(argument => argument.TypeHandle)];
}
