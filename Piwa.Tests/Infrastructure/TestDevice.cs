using Piwa.Kernels.Devices;

namespace Piwa.Tests.Infrastructure;

/// <summary>Devices of the machine that tests run on.</summary>
internal static class TestDevice
{
    /// <summary>Skips the test where there is no such device; .ci/opencl looks for the words.</summary>
    public static void SkipUnlessThere(string id) =>
        Assert.SkipUnless(DeviceCatalog.List().Any(device => device.Id == id), $"There is no {id} on this machine.");
}
