using System.CommandLine;
using Piwa.Kernels.Devices;

namespace Piwa.Bench.EndToEnd;

/// <summary>
/// <c>golden</c>: the digest of the golden assets on each device of this machine. What a new generator version writes into
/// <see cref="GoldenAsset.Digests"/>, once all agree.
/// </summary>
internal static class GoldenCommand
{
    public static Command Create()
    {
        var command = new Command("golden", "Prints the digest of the golden assets on each device.");
        command.SetAction(_ =>
        {
            bool equal = true;
            foreach (DeviceInfo info in DeviceCatalog.List())
            {
                using Device device = DeviceCatalog.Open(info.Id);
                GoldenDigests digests = GoldenAsset.Compute(device);
                equal &= digests == GoldenAsset.Digests;
                Console.WriteLine($"{info.Id,-10} {digests} {(digests == GoldenAsset.Digests ? "as expected" : "differs")}");
            }

            return equal ? 0 : 1;
        });
        return command;
    }
}
