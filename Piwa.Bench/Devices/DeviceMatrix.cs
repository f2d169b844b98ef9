using Piwa.Bench.Reports;
using Piwa.Kernels.Devices;

namespace Piwa.Bench.Devices;

/// <summary>Every device of this machine against the digest of the golden assets.</summary>
internal static class DeviceMatrix
{
    /// <summary>Makes the golden assets on each device.</summary>
    public static IReadOnlyList<MatrixRow> Run(IEnumerable<DeviceInfo> devices) => [.. devices.Select(Run)];

    /// <summary>Prints the matrix.</summary>
    public static void Print(IReadOnlyList<MatrixRow> rows, bool hasCuda)
    {
        Console.WriteLine($"Golden assets; expected digests {GoldenAsset.Digests}");
        var table = new TextTable("llll", "device", "digests", "", "name");
        foreach (MatrixRow row in rows)
            table.Add(row.Id, row.Digest ?? "-", row.Verdict, row.Name);
        Console.Write(table);
        if (!hasCuda)
            Console.WriteLine("No CUDA device is here: neither libcuda.so.1 nor a device behind it was found. Nothing above says anything about NVIDIA.");
    }

    private static MatrixRow Run(DeviceInfo info)
    {
        try
        {
            using Device device = DeviceCatalog.Open(info.Id);
            GoldenDigests digests = GoldenAsset.Compute(device);
            bool isRight = digests == GoldenAsset.Digests;
            return new MatrixRow(info.Id, info.Name, digests.ToString(), isRight ? "as expected" : "DIFFERS", isRight);
        }
        catch (DeviceException fault)
        {
            return new MatrixRow(info.Id, info.Name, null, $"FAILED: {fault.Message}", IsRight: false);
        }
    }
}
