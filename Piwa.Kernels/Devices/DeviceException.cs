namespace Piwa.Kernels.Devices;

/// <summary>A device cannot be used, or has been lost. The message says what to do.</summary>
public sealed class DeviceException : Exception
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
