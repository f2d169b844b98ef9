using ILGPU;
using ILGPU.Runtime;

namespace Piwa.Kernels.Devices;

/// <summary>A kernel that a device has compiled, one thread for each index.</summary>
/// <typeparam name="TArrays">What it works on.</typeparam>
internal sealed class LoadedKernel<TArrays>
    where TArrays : struct
{
    /// <summary>Threads of a group where each has much to do by itself, and they are few.</summary>
    public const int SerialGroup = 8;

    private readonly IlgpuDevice _device;
    private readonly string _name;
    private readonly Action<AcceleratorStream, Index1D, TArrays, int> _launch;

    /// <param name="device">The device.</param>
    /// <param name="kernel">The kernel.</param>
    /// <param name="groupSize">
    /// Threads of a group; 0 for as many as fill the device. A group's place is free when its last thread has ended: where threads are busy for
    /// times of their own, or are few, small groups are better.
    /// </param>
    public LoadedKernel(IlgpuDevice device, Action<Index1D, TArrays, int> kernel, int groupSize = 0)
    {
        _device = device;
        _name = kernel.Method.Name;
        _launch = groupSize == 0
            ? device.Accelerator.LoadAutoGroupedKernel<Index1D, TArrays, int>(kernel)
            : device.Accelerator.LoadImplicitlyGroupedKernel<Index1D, TArrays, int>(
                kernel, Math.Min(groupSize, device.Accelerator.MaxNumThreadsPerGroup));
    }

    /// <summary>Puts the kernel into a stream.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="items">Assets, views or blobs.</param>
    /// <param name="stride">Threads for each.</param>
    /// <param name="arrays">What it works on.</param>
    /// <exception cref="DeviceException">They are too many for one launch.</exception>
    public void Launch(AcceleratorStream stream, int items, int stride, TArrays arrays)
    {
        int threads = LaneNeeds.ThreadsOf(items, stride);
        long start = KernelClock.Start(_device.Clock);
        _launch(stream, threads, arrays, stride);
        _device.Clock?.Stop(stream, _name, start, threads);
    }
}
