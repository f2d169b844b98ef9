using System.Reflection;
using System.Runtime.CompilerServices;
using Piwa.Kernels.Meshes;
using Piwa.Kernels.Numerics;
using Piwa.Kernels.Views;

namespace Piwa.Kernels.Devices;

/// <summary>
/// Has the runtime compile the host's kernels while the first assets are made, the golden ones: what these call and is not there yet is compiled by the
/// thread that calls it, the rest meanwhile. One after the other, kernels take most of the time until the first asset.
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

    private static int Begun;

    /// <summary>What has kernels: first what every asset wants, what it wants last before all; then what shapes, patterns and formulas want.</summary>
    internal static readonly Type[] Kernels =
    [
        typeof(HostRaster<F, I, M>), typeof(Faces<F, I, M>), typeof(VertexRows), typeof(RasterTiles), typeof(ScreenBox),
        typeof(TriangleRows), typeof(ProjectKernel<F, I, M>),
        typeof(HostRenderer<F, I, M>), typeof(Hit<F, I, M>), typeof(HostShader<F, I, M>), typeof(PixelKernel<F, I, M>), typeof(MaterialKernel<F, I, M>),
        typeof(Shading<F, I, M>), typeof(HostBlending<F, I, M>), typeof(HostDisplay<F, I, M>), typeof(Display<F, I, M>),
        typeof(VertexLightKernel<F, I, M, HostField<F, I, M>>), typeof(QuantizeKernel<F, I, M>), typeof(VertexKernel<F, I, M>), typeof(SettleKernel<F, I, M>),
        typeof(QuadKernel<F, I, M>), typeof(RowsOfFour), typeof(QuadPlaces<F, I, M>),
        typeof(QuadSteps<F, I, M>), typeof(HostSurface<F, I, M>),
        typeof(HostTopology<F, I, M>), typeof(EdgeSearch<F, I, M>), typeof(HostMesher<F, I, M>), typeof(BrickKernel<F, I, M>), typeof(FieldKernel<F, I, M>),
        typeof(HostField<F, I, M>), typeof(SignedDistance<F, I, M>), typeof(SignedDistance<Dual<F, I, M>, DualInt<F, I, M>, M>), typeof(Elementary<F, I, M>), typeof(Octaves<F, I, M>),
        typeof(Noise<F, I, M>), .. Wide(), typeof(Elementary<Dual<F, I, M>, DualInt<F, I, M>, M>), typeof(Interval<F, I, M>),
        typeof(Patterns<NoSlopes<F, I, M>, F, I, F, I, M>), typeof(Noise<Dual<F, I, M>, DualInt<F, I, M>, M>), typeof(Primitives<F, I, M>),
        typeof(Primitives<Dual<F, I, M>, DualInt<F, I, M>, M>), typeof(Primitives<Interval<F, I, M>, IntervalInt<F, I, M>, IntervalMask<M>>),
        typeof(Patterns<Slopes<F, I, M>, Dual<F, I, M>, DualInt<F, I, M>, F, I, M>), typeof(Deformations<F, I, M>), typeof(Deformations<Dual<F, I, M>, DualInt<F, I, M>, M>),
        typeof(Deformations<Interval<F, I, M>, IntervalInt<F, I, M>, IntervalMask<M>>), typeof(Reliefs<F, I, M>), typeof(Reliefs<Dual<F, I, M>, DualInt<F, I, M>, M>),
        typeof(FormulaKernel<F, I, M>), typeof(FormulaKernel<Dual<F, I, M>, DualInt<F, I, M>, M>),
        typeof(FormulaKernel<Interval<F, I, M>, IntervalInt<F, I, M>, IntervalMask<M>>),
    ];

    /// <summary>Begins to compile what is not yet compiled, once in a process, and returns.</summary>
    /// <param name="threadCount">Threads that assets are made on; one less compile, and one at least.</param>
    public static void Begin(int threadCount)
    {
        if (Interlocked.Exchange(ref Begun, 1) != 0)
            return;
        int next = -1;
        Lazy<MethodInfo[]> methods = new(ListMethods);
        for (int i = 0; i < Math.Max(threadCount - 1, 1); i++)
            new Thread(CompileRest) { Name = "piwa-compile", IsBackground = true }.Start();

        void CompileRest()
        {
            try
            {
                for (int i; (i = Interlocked.Increment(ref next)) < methods.Value.Length;)
                    Compile(methods.Value[i]);
            }
            catch (Exception)
            {
                // What cannot be compiled says so to whoever calls it.
            }
        }
    }

    /// <summary>The kernels, in the order of <see cref="Kernels"/>.</summary>
    internal static MethodInfo[] ListMethods() => [.. Kernels.SelectMany(kernel => kernel.GetMethods(Declared)).Where(IsKernel).Select(Close)];

    /// <summary>Compiles a kernel, if it is not yet compiled.</summary>
    internal static void Compile(MethodInfo method) => RuntimeHelpers.PrepareMethod(method.MethodHandle, Arguments(method));

    /// <summary>What vectors of sixteen have in place of the same in general.</summary>
    private static Type[] Wide() => typeof(F) == typeof(FloatX16) ? [typeof(Noise512)] : [];

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
