using Piwa.Kernels.Devices;

namespace Piwa.Pipeline;

/// <summary>
/// Opens a device on a thread of its own: until its kernels are compiled and its bits are checked, there is time to open everything else.
/// </summary>
/// <remarks>Owner of the device, whether it was asked for or not.</remarks>
internal sealed class DeviceOpening(PiwaOptions options) : IAsyncDisposable
{
    /// <summary>The device.</summary>
    /// <exception cref="DeviceException">It cannot be used.</exception>
    public Task<Device> Device { get; } = Task.Factory.StartNew(
        () => options.OpenDevice(options.Device, options.Threads), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    public async ValueTask DisposeAsync()
    {
        // What went wrong was thrown to who awaited it; nobody did where something else went wrong before.
        await ((Task)Device).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (Device.IsCompletedSuccessfully)
            (await Device.ConfigureAwait(false)).Dispose();
    }
}
