using System.Reflection;
using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Backends.PTX;
using ILGPU.IR;
using ILGPU.IR.Intrinsics;

namespace Piwa.Kernels.Numerics;

/// <summary>
/// The scalar float operations of kernels. ILGPU emits <c>mul.f32</c> and <c>add.f32</c> without a rounding mode, which allows the
/// driver to fuse the two; the CPU would not, and the bits would differ. So each operation is redirected on PTX to the
/// instruction with <c>.rn</c>, which the driver must leave alone.
/// </summary>
internal static class Exact
{
    [IntrinsicImplementation, MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Add(float a, float b) => a + b;

    [IntrinsicImplementation, MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Subtract(float a, float b) => a - b;

    [IntrinsicImplementation, MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Multiply(float a, float b) => a * b;

    [IntrinsicImplementation, MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Divide(float a, float b) => a / b;

    [IntrinsicImplementation, MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Fma(float a, float b, float c) => MathF.FusedMultiplyAdd(a, b, c);

    [IntrinsicImplementation, MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sqrt(float a) => MathF.Sqrt(a);

    /// <summary>Makes a context compile the operations of this class to their exactly rounded PTX instructions.</summary>
    public static void Register(Context.Builder builder)
    {
        IntrinsicImplementationManager manager = builder.GetIntrinsicManager();
        foreach (MethodInfo generator in typeof(Ptx).GetMethods(BindingFlags.Public | BindingFlags.Static))
        {
            MethodInfo operation = typeof(Exact).GetMethod(generator.Name)!;
            manager.RegisterMethod(operation, new PTXIntrinsic(typeof(Ptx), generator.Name, IntrinsicImplementationMode.GenerateCode));
        }
    }

    /// <summary>Code generators that ILGPU finds by the name of the operation; each emits one instruction.</summary>
    private static class Ptx
    {
        public static void Add(PTXBackend backend, PTXCodeGenerator code, Value call) => Emit("add.rn.f32", code, call);

        public static void Subtract(PTXBackend backend, PTXCodeGenerator code, Value call) => Emit("sub.rn.f32", code, call);

        public static void Multiply(PTXBackend backend, PTXCodeGenerator code, Value call) => Emit("mul.rn.f32", code, call);

        public static void Divide(PTXBackend backend, PTXCodeGenerator code, Value call) => Emit("div.rn.f32", code, call);

        public static void Fma(PTXBackend backend, PTXCodeGenerator code, Value call) => Emit("fma.rn.f32", code, call);

        public static void Sqrt(PTXBackend backend, PTXCodeGenerator code, Value call) => Emit("sqrt.rn.f32", code, call);

        private static void Emit(string instruction, PTXCodeGenerator code, Value call)
        {
            PTXRegisterAllocator.HardwareRegister result = code.AllocateHardware(call);
            using PTXCodeGenerator.CommandEmitter command = code.BeginCommand(instruction);
            command.AppendArgument(result);
            foreach (Value operand in call)
                command.AppendArgument(code.LoadPrimitive(operand));
        }
    }
}
