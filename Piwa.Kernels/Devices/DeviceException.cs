namespace Piwa.Kernels.Devices;

/// <summary>A device cannot be used, or has been lost: see <see cref="DeviceLostException"/>. The message says what to do.</summary>
public class DeviceException : Exception
{
    /// <summary>Creates the exception.</summary>
    public DeviceException()
    {
    }

    /// <summary>Creates the exception.</summary>
    public DeviceException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    public DeviceException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
