namespace Piwa.Kernels.Devices;

/// <summary>
/// A device failed while it worked: a kernel faulted, or the device is gone. Which asset it was at is not known; the host, which makes the same
/// bytes, tells.
/// </summary>
public sealed class DeviceLostException : DeviceException
{
    /// <summary>Creates the exception.</summary>
    public DeviceLostException()
    {
    }

    /// <summary>Creates the exception.</summary>
    public DeviceLostException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    public DeviceLostException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal DeviceLostException(DeviceInfo device, Exception cause)
        : this($"{device.Id} ({device.Name}) is lost: {cause.Message}", cause)
    {
    }
}
