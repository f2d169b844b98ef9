using Piwa.Kernels.Devices;

namespace Piwa.Tests.Kernels.Devices;

public sealed class DeviceCatalogTests
{
    [Fact]
    public void EveryMachineHasTheHostAndTheSimulator()
    {
        string[] ids = [.. DeviceCatalog.List().Select(device => device.Id)];
        Assert.Contains("host", ids);
        Assert.Contains("simulator", ids);
        Assert.Distinct(ids);
    }

    [Fact]
    public void AnUnknownDeviceIsRefusedWithTheKnownOnes()
    {
        var fault = Assert.Throws<DeviceException>(() => DeviceCatalog.Open("tpu:0"));
        Assert.Contains("'tpu:0'", fault.Message, StringComparison.Ordinal);
        Assert.Contains("host", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LanesRefuseAllWrongSizesInOneMessage()
    {
        using var device = new HostDevice(1);
        var fault = Assert.Throws<ArgumentException>(() => device.CreateLane(new LaneOptions
        {
            AssetCapacity = 0,
            ViewCount = 257,
            ImageResolution = 100,
            Mesh = new() { TargetTriangles = 99, MinResolution = 7, MaxResolution = 193 },
        }));
        foreach (string name in (string[])["AssetCapacity", "ViewCount", "ImageResolution", "TargetTriangles", "MinResolution", "MaxResolution"])
            Assert.Contains(name, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(63, false)]
    [InlineData(64, true)]
    [InlineData(80, true)]
    [InlineData(1024, true)]
    [InlineData(1040, false)]
    public void ImageSidesAreMultiplesOf16From64To1024(int resolution, bool accepted)
    {
        List<string> faults = [];
        new LaneOptions { ImageResolution = resolution }.Validate(faults);
        Assert.Equal(accepted, faults.Count == 0);
    }
}
