using ILGPU;
using ILGPU.Runtime;

namespace Piwa.Kernels.Devices;

/// <summary>A kernel that a device has compiled, whose threads work together in groups.</summary>
/// <typeparam name="TArrays">What it works on.</typeparam>
internal sealed class LoadedGroupKernel<TArrays>
    where TArrays : struct
{
    private readonly IlgpuDevice _device;
    private readonly string _name;
    private readonly Action<AcceleratorStream, KernelConfig, TArrays, int> _launch;

    /// <param name="device">The device.</param>
    /// <param name="kernel">The kernel; right for any size of group.</param>
    /// <param name="groupSize">Threads of a group.</param>
    public LoadedGroupKernel(IlgpuDevice device, Action<TArrays, int> kernel, int groupSize)
    {
        _device = device;
        _name = kernel.Method.Name;
        _launch = device.Accelerator.LoadKernel(kernel);

        // A thread of the simulator is one of the system, and a barrier costs it as much as a thousand instructions: it goes alone.
        GroupSize = device.Accelerator.AcceleratorType == AcceleratorType.CPU ? 1 : Math.Min(groupSize, device.Accelerator.MaxNumThreadsPerGroup);
    }

    /// <summary>Threads of a group on this device.</summary>
    public int GroupSize { get; }

    /// <summary>Puts the kernel into a stream.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="items">Views or blobs.</param>
    /// <param name="stride">Groups for each.</param>
    /// <param name="arrays">What it works on.</param>
    /// <exception cref="DeviceException">They are too many for one launch.</exception>
    public void Launch(AcceleratorStream stream, int items, int stride, TArrays arrays)
    {
        int threads = LaneNeeds.ThreadsOf(items, stride);
        long start = KernelClock.Start(_device.Clock);
        _launch(stream, new KernelConfig(threads, GroupSize), arrays, stride);
        _device.Clock?.Stop(stream, _name, start, threads);
    }
}
