using ILGPU;
using ILGPU.Runtime;
using Piwa.Kernels.Codecs;
using Piwa.Kernels.Devices;
using Piwa.Pipeline.Encoding;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Kernels.Codecs;

/// <summary>Blocks packed by the threads of a group are those of the host's encoder.</summary>
public sealed class Lz4KernelTests
{
    [Theory]
    [InlineData("simulator", 1)]
    [InlineData("opencl:0", 1, Traits = ["Device", "OpenCL"])]
    [InlineData("opencl:0", 32, Traits = ["Device", "OpenCL"])]
    [InlineData("cuda:0", 32)]
    public void AGroupPacksWhatTheHostPacks(string id, int threads) => Check(id, threads, [.. Contents()]);

    // Two threads of the system that wait for each other at every sequence: short blocks.
    [Fact]
    public void TwoThreadsPackWhatOneDoes() => Check("simulator", 2, [.. Contents().Where(content => content.Length < 1000)]);

    /// <summary>Blocks round the lengths at which the rule changes: of noise, runs, words and what lies between.</summary>
    private static IEnumerable<byte[]> Contents()
    {
        foreach (int length in (int[])[1, 4, 11, 12, 13, 14, 20, 64, 100, 300, 999, 5000, Lz4Kernel.BlockBytes - 1, Lz4Kernel.BlockBytes])
        {
            for (int kind = 0; kind < 6; kind++)
            {
                if (kind is 1 && length > 20_000)
                    continue; // noise: every step of the search, once

                var random = new Random((length * 10) + kind);
                var content = new byte[length];
                for (int i = 0; i < length; i++)
                {
                    content[i] = kind switch
                    {
                        0 => 7,
                        1 => (byte)random.Next(256),
                        2 => (byte)(i % 5),
                        3 => (byte)(random.Next(100) < 97 ? 0 : random.Next(4)),
                        4 => (byte)(random.Next(100) < 60 ? 0 : random.Next(3)),
                        _ => i > 300 && random.Next(30) > 0 ? content[i - 300] : (byte)random.Next(20),
                    };
                }

                yield return content;
            }
        }
    }

    private static void Check(string id, int threads, byte[][] contents)
    {
        TestDevice.SkipUnlessThere(id);
        using var device = (IlgpuDevice)DeviceCatalog.Open(id);
        Accelerator accelerator = device.Accelerator;
        using AcceleratorStream stream = accelerator.CreateStream();
        using var allocator = new IlgpuAllocator(stream);
        var arrays = new CodecArrays
        {
            Blobs = allocator.Allocate<BlobRecord>(contents.Length),
            BlobBytes = allocator.Allocate<byte>((contents.Length + 1) * Lz4Kernel.BlockBytes),
            PackedBytes = allocator.Allocate<byte>(contents.Length * Lz4Kernel.BlockBytes),
            PackedLengths = allocator.Allocate<int>(contents.Length),
        };
        for (int i = 0; i < contents.Length; i++)
        {
            arrays.Blobs.SubView(i, 1).CopyFromCPU(stream, [new BlobRecord { Offset = i * Lz4Kernel.BlockBytes, Length = contents[i].Length }]);
            arrays.BlobBytes.SubView(i * Lz4Kernel.BlockBytes, contents[i].Length).CopyFromCPU(stream, contents[i]);
        }

        Action<AcceleratorStream, KernelConfig, CodecArrays, int> pack = accelerator.LoadKernel<CodecArrays, int>(CodecKernels.PackBlocks);
        pack(stream, new KernelConfig(contents.Length, threads), arrays, 1);
        stream.Synchronize();
        var lengths = new int[contents.Length];
        arrays.PackedLengths.CopyToCPU(stream, lengths);
        for (int i = 0; i < contents.Length; i++)
        {
            var expected = new byte[contents[i].Length];
            int length = Lz4Block.Encode(contents[i], expected);
            Assert.Equal(length, lengths[i]);
            var packed = new byte[length];
            if (length > 0)
                arrays.PackedBytes.SubView(i * Lz4Kernel.BlockBytes, length).CopyToCPU(stream, packed);
            Assert.Equal(expected[..length], packed);
        }
    }
}
