using System.Reflection;
using ILGPU;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.PTX;
using ILGPU.Runtime.Cuda;
using Piwa.Kernels.Codecs;
using Piwa.Kernels.Devices;

namespace Piwa.Bench.Roofline;

/// <summary>The kernels as an NVIDIA driver would be given them; made without one.</summary>
internal static class KernelPtx
{
    /// <summary>The kernels: of meshes and views, then of codecs.</summary>
    public static IReadOnlyList<MethodInfo> Kernels { get; } =
    [
        .. ((Type[])[typeof(DeviceKernels), typeof(CodecKernels)])
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static))
            .Where(method => method.ReturnType == typeof(void)),
    ];

    /// <summary>The kernel of that name.</summary>
    public static MethodInfo Find(string name) => Kernels.Single(method => method.Name == name);

    /// <summary>The PTX of a kernel for sm_90.</summary>
    public static string Compile(MethodInfo kernel)
    {
        // A context for each kernel: one that fails would spoil those after it.
        using Context context = Context.Create(IlgpuDevice.Configure);
        using var backend = new PTXBackend(context, CudaArchitecture.SM_90, CudaInstructionSet.ISA_80, null!);
        return ((PTXCompiledKernel)backend.Compile(Describe(kernel), default)).PTXAssembly;
    }

    /// <summary>Writes each kernel's PTX into a file of its name.</summary>
    public static void Save(string directory)
    {
        Directory.CreateDirectory(directory);
        foreach (MethodInfo kernel in Kernels)
            File.WriteAllText(Path.Combine(directory, $"{kernel.Name}.ptx"), Compile(kernel));
    }

    /// <summary>A kernel as a launcher would load it: one that has no index takes groups as they are.</summary>
    public static EntryPointDescription Describe(MethodInfo kernel) => kernel.GetParameters()[0].ParameterType == typeof(Index1D)
        ? EntryPointDescription.FromImplicitlyGroupedKernel(kernel)
        : EntryPointDescription.FromExplicitlyGroupedKernel(kernel);
}
