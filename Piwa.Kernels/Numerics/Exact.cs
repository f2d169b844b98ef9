using System.Reflection;
using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Backends;
using ILGPU.Backends.OpenCL;
using ILGPU.Backends.PTX;
using ILGPU.IR;
using ILGPU.IR.Intrinsics;

namespace Piwa.Kernels.Numerics;

/// <summary>
/// The scalar float operations of kernels, each rounded once, to nearest, on every device.
/// </summary>
/// <remarks>
/// PTX: ILGPU emits <c>mul.f32</c> and <c>add.f32</c> without a rounding mode, which allows the driver to fuse the two; the CPU would
/// not, and the bits would differ. So each operation becomes the instruction with <c>.rn</c>, which the driver must leave alone.
/// OpenCL C lets a compiler fuse as well, and divide and take roots with an error of some units in the last place: see
/// <see cref="OpenCL"/>.
/// </remarks>
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

    /// <summary>Makes a context compile the operations of this class exactly.</summary>
    public static void Register(Context.Builder builder)
    {
        IntrinsicImplementationManager manager = builder.GetIntrinsicManager();
        foreach (MethodInfo operation in typeof(Exact).GetMethods(BindingFlags.Public | BindingFlags.Static).Where(method => method.Name != nameof(Register)))
        {
            manager.RegisterMethod(operation, new PTXIntrinsic(typeof(Ptx), operation.Name, IntrinsicImplementationMode.GenerateCode));
            manager.RegisterMethod(operation, new CLIntrinsic(typeof(OpenCL), operation.Name, IntrinsicImplementationMode.GenerateCode));
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

    /// <summary>
    /// The same for OpenCL C. A product is the fused operation with -0, which nothing more fuses with. Quotients and roots are taken in
    /// double precision, which OpenCL rounds correctly, and rounded again: 53 bits are more than the 2 x 24 + 2 that make that harmless
    /// (S. A. Figueroa, "When is double rounding innocuous?", 1995). A device without double precision does not compile them.
    /// </summary>
    private static class OpenCL
    {
        public static void Add(CLBackend backend, CLCodeGenerator code, Value call) => Emit(code, call, "", "+", "");

        public static void Subtract(CLBackend backend, CLCodeGenerator code, Value call) => Emit(code, call, "", "-", "");

        public static void Multiply(CLBackend backend, CLCodeGenerator code, Value call) => Emit(code, call, "fma(", ",", ", -0.0f)");

        public static void Divide(CLBackend backend, CLCodeGenerator code, Value call) => Emit(code, call, "(float)((double)", "/ (double)", ")");

        public static void Fma(CLBackend backend, CLCodeGenerator code, Value call) => Emit(code, call, "fma(", ",", ")");

        public static void Sqrt(CLBackend backend, CLCodeGenerator code, Value call) => Emit(code, call, "(float)sqrt((double)", "", ")");

        private static void Emit(CLCodeGenerator code, Value call, string before, string between, string after)
        {
            // Constants are operands that no statement declares: the emitter spells them out.
            List<VariableAllocator.Variable> operands = [];
            foreach (Value operand in call)
                operands.Add(code.Load(operand));
            using CLCodeGenerator.StatementEmitter statement = code.BeginStatement(code.Allocate(call), before);
            for (int i = 0; i < operands.Count; i++)
            {
                if (i > 0)
                    statement.AppendCommand(between);
                statement.AppendArgument(operands[i]);
            }

            statement.AppendCommand(after);
        }
    }
}
