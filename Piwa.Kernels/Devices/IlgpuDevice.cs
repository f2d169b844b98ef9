using System.Runtime.InteropServices;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;
using Piwa.Kernels.Numerics;

namespace Piwa.Kernels.Devices;

/// <summary>A device through ILGPU, in a context of its own: a kernel that fails to compile spoils the whole context.</summary>
internal sealed class IlgpuDevice : Device
{
    private readonly Context _context;

    static IlgpuDevice() => NativeLibrary.SetDllImportResolver(typeof(Context).Assembly, ResolveDriver);

    private IlgpuDevice(DeviceInfo info, Context context, Accelerator accelerator)
        : base(info)
    {
        _context = context;
        Accelerator = accelerator;
    }

    public Accelerator Accelerator { get; }

    /// <summary>The devices of a kind, without opening them.</summary>
    public static IReadOnlyList<DeviceInfo> List(DeviceKind kind)
    {
        try
        {
            using Context context = CreateContext(kind);
            var devices = new List<DeviceInfo>();
            foreach (ILGPU.Runtime.Device device in Candidates(context, kind))
            {
                string id = kind == DeviceKind.Simulator ? "simulator" : $"{kind.ToString().ToLowerInvariant()}:{devices.Count}";
                devices.Add(new DeviceInfo(id, kind, device.Name.Trim(), device.MemorySize, IsGpu(device)));
            }

            return devices;
        }
        catch (Exception exception) when (exception is DllNotFoundException or NotSupportedException or AcceleratorException)
        {
            return [];
        }
    }

    public static IlgpuDevice Open(DeviceInfo info, int ordinal)
    {
        Context context = CreateContext(info.Kind);
        try
        {
            Accelerator accelerator = Candidates(context, info.Kind).ElementAt(ordinal).CreateAccelerator(context);
            return new IlgpuDevice(info, context, accelerator);
        }
        catch (Exception exception)
        {
            context.Dispose();
            throw new DeviceException($"{info.Id} ({info.Name}) cannot be opened: {exception.Message}", exception);
        }
    }

    public override DeviceLane CreateLane(LaneOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        try
        {
            return new IlgpuLane(this, options);
        }
        catch (Exception exception) when (exception is not (OutOfMemoryException or DeviceException))
        {
            throw new DeviceException($"{Info.Id} ({Info.Name}) cannot run the kernels: {exception.GetBaseException().Message}", exception);
        }
    }

    public override void Dispose()
    {
        Accelerator.Dispose();
        _context.Dispose();
    }

    private static Context CreateContext(DeviceKind kind) => Context.Create(builder =>
    {
        Exact.Register(builder);
        builder.Optimize(OptimizationLevel.O2);
        switch (kind)
        {
            case DeviceKind.Cuda:
                builder.Cuda();
                break;
            case DeviceKind.OpenCL:
                builder.OpenCL();
                break;
            default:
                // The fewest threads a warp can have: each is a thread of the system, and the cores are few.
                builder.CPU(new CPUDevice(numThreadsPerWarp: 2, numWarpsPerMultiprocessor: 1, numMultiprocessors: 1));
                break;
        }
    });

    /// <summary>ILGPU falls back to its CPU device where it finds nothing else: the type is checked.</summary>
    private static IEnumerable<ILGPU.Runtime.Device> Candidates(Context context, DeviceKind kind)
    {
        AcceleratorType type = kind switch
        {
            DeviceKind.Cuda => AcceleratorType.Cuda,
            DeviceKind.OpenCL => AcceleratorType.OpenCL,
            _ => AcceleratorType.CPU,
        };
        return context.Devices.Where(device => device.AcceleratorType == type);
    }

    private static bool IsGpu(ILGPU.Runtime.Device device) =>
        device is CudaDevice or CLDevice { DeviceType: CLDeviceType.CL_DEVICE_TYPE_GPU };

    /// <summary>Machines with a driver but no development files have the libraries under their versioned names only.</summary>
    private static IntPtr ResolveDriver(string name, System.Reflection.Assembly assembly, DllImportSearchPath? path)
    {
        string? versioned = name switch { "cuda" => "libcuda.so.1", "OpenCL" => "libOpenCL.so.1", _ => null };
        return versioned is not null && NativeLibrary.TryLoad(versioned, out IntPtr library) ? library : IntPtr.Zero;
    }
}
