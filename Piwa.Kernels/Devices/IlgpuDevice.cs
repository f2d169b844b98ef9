using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;
using Piwa.Kernels.Buffers;
using Piwa.Kernels.Numerics;

namespace Piwa.Kernels.Devices;

/// <summary>A device through ILGPU, in a context of its own: a kernel that fails to compile spoils the whole context.</summary>
internal sealed class IlgpuDevice : Device
{
    private readonly Context _context;

    static IlgpuDevice() => GpuDrivers.Register();

    private IlgpuDevice(DeviceInfo info, Context context, Accelerator accelerator, int threadCount)
        : base(info)
    {
        _context = context;
        Accelerator = accelerator;
        HostWork = new ParallelOptions { MaxDegreeOfParallelism = threadCount > 0 ? threadCount : -1 };
    }

    public Accelerator Accelerator { get; }

    /// <summary>How what is done on the CPU for a batch is shared among its threads.</summary>
    public ParallelOptions HostWork { get; }

    /// <summary>For tests: called before the kernels of a batch; what it throws is as if they had.</summary>
    public Action<AssetBatch>? Fault { get; set; }

    /// <summary>For measuring: times each kernel while it is set.</summary>
    public KernelClock? Clock { get; set; }

    /// <summary>Whether the device has failed: what is asked of it from then on, fails.</summary>
    public bool IsLost { get; private set; }

    /// <summary>Does work with the device's context on this thread.</summary>
    /// <exception cref="DeviceLostException">The device failed.</exception>
    public void Run(Action work)
    {
        try
        {
            Accelerator.Bind();
            work();
        }
        catch (AcceleratorException exception)
        {
            IsLost = true;
            throw new DeviceLostException(Info, exception);
        }
    }

    /// <summary>Gives something back. Of a device that is lost nothing can be, and whoever cleans up need not know.</summary>
    public void Release(Action work)
    {
        try
        {
            Run(work);
        }
        catch (DeviceLostException)
        {
        }
    }

    /// <summary>The devices of a kind, without opening them.</summary>
    public static IReadOnlyList<DeviceInfo> List(DeviceKind kind)
    {
        if (!GpuDrivers.CanHave(kind))
            return [];

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

    public static IlgpuDevice Open(DeviceInfo info, int ordinal, int threadCount)
    {
        Context context = CreateContext(info.Kind);
        try
        {
            Accelerator accelerator = Candidates(context, info.Kind).ElementAt(ordinal).CreateAccelerator(context);
            return new IlgpuDevice(info, context, accelerator, threadCount);
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
        try
        {
            Accelerator.Dispose();
            _context.Dispose();
        }
        catch (AcceleratorException) when (IsLost)
        {
        }
    }

    /// <summary>How kernels are compiled.</summary>
    /// <remarks>
    /// With every call inlined, shading alone is 1.8 MB of PTX; a function called from three places need not be there thrice. The second
    /// level of optimization guesses of what memory a pointer is that a function is given: it took global memory for local, and says of branches
    /// that threads take apart that all take them.
    /// </remarks>
    internal static void Configure(Context.Builder builder)
    {
        Exact.Register(builder);
        builder.Optimize(OptimizationLevel.O1);
        builder.Inlining(InliningMode.Conservative);
    }

    private static Context CreateContext(DeviceKind kind) => Context.Create(builder =>
    {
        Configure(builder);
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
}
