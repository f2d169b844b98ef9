using Piwa.Kernels.Devices;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Kernels.Devices;

/// <summary>The golden assets, hash for hash, on everything that can run kernels here.</summary>
public sealed class DeviceMatrixTests
{
    public static TheoryData<int, int> Hosts => new()
    {
        { 1, 1 }, { 2, 1 }, { 1, 4 }, { 2, 4 }, { 1, 8 }, { 2, 8 }, { 1, 16 }, { 2, 16 },
    };

    [Theory]
    [MemberData(nameof(Hosts))]
    public void TheHostMakesTheGoldenBits(int threads, int width)
    {
        using var device = new HostDevice(threads, width);
        Assert.Equal(GoldenAsset.Digests, GoldenAsset.Compute(device));
    }

    [Fact]
    public void TheSimulatorMakesTheGoldenBits() => AssertGolden("simulator");

    [Theory]
    [InlineData("cuda:0")]
    [InlineData("opencl:0", Traits = ["Device", "OpenCL"])]
    public void AGpuMakesTheGoldenBits(string id)
    {
        TestDevice.SkipUnlessThere(id);
        AssertGolden(id);
    }

    private static void AssertGolden(string id)
    {
        using Device device = DeviceCatalog.Open(id);
        Assert.Equal(GoldenAsset.Digests, GoldenAsset.Compute(device));
    }
}
