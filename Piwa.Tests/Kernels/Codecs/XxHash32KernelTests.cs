using Piwa.Kernels.Codecs;
using Piwa.Pipeline.Encoding;

namespace Piwa.Tests.Kernels.Codecs;

public sealed unsafe class XxHash32KernelTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(31)]
    [InlineData(1003)]
    public void TheChecksumIsThatOfTheHost(int length)
    {
        var bytes = new byte[length + 1];
        new Random(length).NextBytes(bytes);
        fixed (byte* input = bytes)
            Assert.Equal(XxHash32.Compute(bytes.AsSpan(0, length)), XxHash32Kernel.Compute(input, length));
    }

    [Fact]
    public void ADescriptorIsTenBytes() => Assert.Equal(
        XxHash32.Compute([0x6C, 0x40, 1, 2, 3, 4, 0, 0, 0, 0]), XxHash32Kernel.OfTenBytes(0x0201_406C, 0x0403, 0));
}
