using ILGPU;
using ILGPU.Runtime;
using Piwa.Kernels.Devices;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Kernels.Devices;

/// <summary>Memory of a device is zero before the first write, and not after it.</summary>
public sealed class IlgpuAllocatorTests
{
    [Theory]
    [InlineData("simulator")]
    [InlineData("cuda:0")]
    [InlineData("opencl:0", Traits = ["Device", "OpenCL"])]
    public void NoZerosComeAfterTheFirstWrite(string id)
    {
        TestDevice.SkipUnlessThere(id);
        using var device = (IlgpuDevice)DeviceCatalog.Open(id);
        using AcceleratorStream stream = device.Accelerator.CreateStream();
        using var allocator = new IlgpuAllocator(stream);
        int[] written = [1, 2, 3, 4], read = new int[4];

        // The first takes long to clear, and the second waits for it.
        ArrayView<byte> large = allocator.Allocate<byte>(256 << 20);
        ArrayView<int> small = allocator.Allocate<int>(written.Length);
        small.CopyFromCPU(stream, written);
        device.Accelerator.Synchronize();
        small.CopyToCPU(stream, read);
        Assert.Equal(written, read);

        byte[] end = [1, 1, 1, 1];
        large.SubView(large.Length - end.Length, end.Length).CopyToCPU(stream, end);
        Assert.All(end, value => Assert.Equal(0, value));
    }
}
