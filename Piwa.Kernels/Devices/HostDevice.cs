using System.Runtime.Intrinsics;
using Piwa.Kernels.Numerics;

namespace Piwa.Kernels.Devices;

/// <summary>The CPU: the kernels in vectors as wide as its registers, on all of its cores.</summary>
public sealed class HostDevice : Device
{
    /// <summary>The name to choose it by.</summary>
    public const string Id = "host";

    /// <summary>Opens the CPU.</summary>
    /// <param name="threadCount">Threads to use; 0 for one on each core.</param>
    public HostDevice(int threadCount = 0)
        : this(threadCount, PreferredWidth)
    {
    }

    /// <param name="threadCount">Threads to use; 0 for one on each core.</param>
    /// <param name="width">Values in a vector: 1, 4, 8 or 16.</param>
    internal HostDevice(int threadCount, int width)
        : base(new DeviceInfo(Id, DeviceKind.Host, $"CPU, {Threads(threadCount)} threads, {32 * width}-bit vectors", Memory, IsGpu: false))
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threadCount);
        ThreadCount = Threads(threadCount);
        Kernels = width switch
        {
            1 => new HostKernels<FloatX1, IntX1, MaskX1>(),
            4 => new HostKernels<FloatX4, IntX4, MaskX4>(),
            8 => new HostKernels<FloatX8, IntX8, MaskX8>(),
            16 => new HostKernels<FloatX16, IntX16, MaskX16>(),
            _ => throw new ArgumentOutOfRangeException(nameof(width), width, "Vectors hold 1, 4, 8 or 16 values."),
        };
    }

    /// <summary>Threads that a lane uses.</summary>
    public int ThreadCount { get; }

    internal IHostKernels Kernels { get; }

    /// <summary>Widest register that is fast here: the runtime does not count 512 bits where they slow the clock.</summary>
    private static int PreferredWidth => Vector512.IsHardwareAccelerated ? 16 : Vector256.IsHardwareAccelerated ? 8 : 4;

    private static long Memory => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    /// <inheritdoc/>
    public override DeviceLane CreateLane(LaneOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return new HostLane(this, options);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        // Threads and memory belong to the lanes.
    }

    private static int Threads(int requested) => requested > 0 ? requested : Environment.ProcessorCount;
}
