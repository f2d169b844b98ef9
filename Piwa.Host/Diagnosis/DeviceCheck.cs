using Piwa.Host.Terminal;
using Piwa.Kernels.Devices;

namespace Piwa.Host.Diagnosis;

/// <summary>Whether each device opens and makes the golden assets bit for bit.</summary>
internal static class DeviceCheck
{
    public static IEnumerable<Finding> Run()
    {
        // The simulator is for tests of kernels: no run takes it, and it is slow.
        DeviceInfo[] devices = [.. DeviceCatalog.List().Where(info => info.Kind != DeviceKind.Simulator)];
        foreach (DeviceInfo info in devices)
            yield return Check(info);
        if (!devices.Any(info => info.IsGpu))
            yield return Finding.Ok("gpu", "none is found: the CPU computes");
    }

    private static Finding Check(DeviceInfo info)
    {
        string name = $"{info.Id}: {info.Name}, {Units.Bytes(info.MemoryBytes)}";
        try
        {
            using Device device = DeviceCatalog.Open(info.Id);
            return GoldenAsset.Verify(device) is { } obstacle
                ? Finding.Fault("device", $"{name}: {obstacle}", "Update its driver. Until then: --device host.")
                : Finding.Ok("device", $"{name}: opens, and its bits are right");
        }
        catch (DeviceException fault)
        {
            return Finding.Fault("device", $"{name}: {fault.Message}", "Look at its driver, and who else uses it. Until then: --device host.");
        }
    }
}
