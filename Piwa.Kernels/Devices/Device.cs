namespace Piwa.Kernels.Devices;

/// <summary>Something that runs the kernels. Every device makes the same bytes.</summary>
/// <remarks>Thread-safe; the lanes it creates are not. Dispose its lanes and their batches first.</remarks>
public abstract class Device : IDisposable
{
    private protected Device(DeviceInfo info) => Info = info;

    /// <summary>What the device is.</summary>
    public DeviceInfo Info { get; }

    /// <summary>Opens a lane, with all the device memory it will ever use.</summary>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="DeviceException">The device has not enough memory, or is lost.</exception>
    public abstract DeviceLane CreateLane(LaneOptions options);

    /// <inheritdoc/>
    public abstract void Dispose();
}
