namespace Piwa.Kernels.Devices;

/// <summary>The devices of this machine.</summary>
public static class DeviceCatalog
{
    /// <summary>Name that stands for the best device: the first GPU that can be used, or the CPU.</summary>
    public const string Auto = "auto";

    /// <summary>All devices, the fastest kinds first. None is opened, except to ask what it is.</summary>
    public static IReadOnlyList<DeviceInfo> List()
    {
        using var host = new HostDevice();
        return
        [
            .. Accelerators(),
            host.Info,
            .. IlgpuDevice.List(DeviceKind.Simulator),
        ];
    }

    /// <summary>Opens a device. Its bits have not been checked: see <see cref="GoldenAsset.Verify"/>.</summary>
    /// <param name="id">A device's <see cref="DeviceInfo.Id"/>.</param>
    /// <param name="threadCount">Threads of the CPU; 0 for one on each core. Of a GPU, those that recipes and meshes are looked at with.</param>
    /// <exception cref="DeviceException">There is no such device, or it cannot be opened.</exception>
    public static Device Open(string id, int threadCount = 0)
    {
        ArgumentNullException.ThrowIfNull(id);
        if (id == HostDevice.Id)
            return new HostDevice(threadCount);

        IReadOnlyList<DeviceInfo> devices = List();
        DeviceInfo info = devices.FirstOrDefault(device => device.Id == id)
            ?? throw new DeviceException(
                $"There is no device '{id}' here. Devices: {string.Join(", ", devices.Select(device => device.Id))}.");
        int ordinal = devices.Where(device => device.Kind == info.Kind).TakeWhile(device => device != info).Count();
        return IlgpuDevice.Open(info, ordinal, threadCount);
    }

    /// <summary>Opens a device and makes sure that its bits are right; <see cref="Auto"/> takes the first that passes.</summary>
    /// <param name="id">A device's <see cref="DeviceInfo.Id"/>, or <see cref="Auto"/>.</param>
    /// <param name="threadCount">Threads of the CPU; 0 for one on each core. Of a GPU, those that recipes and meshes are looked at with.</param>
    /// <exception cref="DeviceException">There is no such device, it cannot be opened, or its bits are wrong.</exception>
    public static Device OpenVerified(string id = Auto, int threadCount = 0)
    {
        if (id == Auto)
        {
            foreach (DeviceInfo info in Accelerators().Where(device => device.IsGpu))
            {
                if (TryOpen(info.Id, threadCount) is { } found)
                    return found;
            }

            id = HostDevice.Id;
        }

        Device device = Open(id, threadCount);
        if (GoldenAsset.Verify(device) is not { } obstacle)
            return device;

        device.Dispose();
        throw new DeviceException(obstacle);
    }

    private static IEnumerable<DeviceInfo> Accelerators() => [.. IlgpuDevice.List(DeviceKind.Cuda), .. IlgpuDevice.List(DeviceKind.OpenCL)];

    private static Device? TryOpen(string id, int threadCount)
    {
        try
        {
            return OpenVerified(id, threadCount);
        }
        catch (DeviceException)
        {
            return null; // `piwa devices` says why
        }
    }
}
