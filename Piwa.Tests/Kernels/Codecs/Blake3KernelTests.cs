using System.Runtime.InteropServices;
using Piwa.Kernels.Codecs;
using Piwa.Pipeline.Encoding;

namespace Piwa.Tests.Kernels.Codecs;

public sealed unsafe class Blake3KernelTests
{
    private const string Context = "Piwa 2026-11 test";

    private static readonly Blake3Domain Domain = Blake3Domain.DeriveKey(Context);

    // Round words, blocks and chunks; trees with and without a last value that has no neighbour.
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(1023)]
    [InlineData(1024)]
    [InlineData(1025)]
    [InlineData(2048)]
    [InlineData(3073)]
    [InlineData(5 * 1024)]
    [InlineData(16 * 1024 + 1)]
    [InlineData(100_003)]
    public void ChunksAndParentsGiveTheHashOfTheHost(int length)
    {
        var message = new byte[length + 3];
        new Random(length).NextBytes(message);
        Blake3Value key = MemoryMarshal.Read<Blake3Value>(MemoryMarshal.AsBytes(Domain.Key));
        int chunks = Blake3Kernel.ChunkCount(length);
        var values = new Blake3Value[chunks];
        fixed (byte* bytes = message)
        {
            for (int chunk = 0; chunk < chunks; chunk++)
                Blake3Kernel.HashChunk((uint*)bytes, length, chunk, in key, out values[chunk]);
        }

        for (int step = 1; step < chunks; step *= 2)
        {
            for (int left = 0; left + step < chunks; left += 2 * step)
            {
                Blake3Kernel.HashParent(
                    in values[left], in values[left + step], left == 0 && 2 * step >= chunks, in key, out Blake3Value parent);
                values[left] = parent;
            }
        }

        Assert.Equal(Blake3.Hash(Domain, message.AsSpan(0, length)), new ContentHash(MemoryMarshal.AsBytes(values.AsSpan(0, 1))));
    }
}
