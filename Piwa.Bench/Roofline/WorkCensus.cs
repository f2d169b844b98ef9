using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Piwa.Bench.EndToEnd;
using Piwa.Kernels.Buffers;
using Piwa.Kernels.Devices;
using Piwa.Kernels.Views;

namespace Piwa.Bench.Roofline;

/// <summary>
/// The work in some standard assets, by kernel. The bodies that compute with floats are run with numbers that count; what they make is
/// compared with the host's. Not thread-safe: one at a time in a process.
/// </summary>
internal sealed class WorkCensus
{
    /// <summary>The name of what empties planes before a batch: no kernel.</summary>
    public const string Clearing = "(clearing)";

    // BLAKE3: a block of 64 bytes is 7 rounds of 8 quarters, each 6 additions, 4 exclusive ors and 4 rotations.
    private const double BlockBytes = 64, BlockInstructions = 7 * 8 * 14, ChunkBytes = 1024, HashBytes = 32;

    // xxHash: a stripe of 16 bytes is 4 times two multiplications, an addition and a rotation.
    private const double StripeBytes = 16, StripeInstructions = 16;

    private readonly Dictionary<string, KernelWork> _kernels = [];

    /// <summary>By kernel: the work in all assets.</summary>
    public IReadOnlyDictionary<string, KernelWork> Kernels => _kernels;

    /// <summary>How many assets it is of.</summary>
    public int Assets { get; private set; }

    /// <summary>Their mean triangles.</summary>
    public double MeanTriangles { get; private set; }

    /// <summary>Makes standard assets on the host, then once more with numbers that count.</summary>
    /// <param name="count">Standard assets.</param>
    /// <exception cref="InvalidOperationException">Counting made other bytes than the host.</exception>
    public static WorkCensus Of(int count)
    {
        var census = new WorkCensus { Assets = count };
        using var device = new HostDevice();
        using var assets = new StandardAssets(device, count);
        assets.Make();
        census.MeanTriangles = assets.MeanTriangles;
        LaneOptions options = assets.Lane.Options;
        using var meshing = new CountedMeshing(census, options.Mesh);
        using var rendering = new CountedRendering(census, options);
        for (int i = 0; i < count; i++)
        {
            AssetBuffer asset = assets.Batch[i];
            census.AddCodecs(asset, assets.Rows[i].BlobBytes - assets.Rows[i].Recipe.Length);
            string expected = Digest(asset);
            meshing.Make(asset);
            for (int view = 0; view < asset.ViewCount; view++)
                rendering.Render(asset, view);
            if (Digest(asset) != expected)
                throw new InvalidOperationException($"Counting the operations of asset {asset.Index} made other bytes than the host does.");
        }

        return census;
    }

    /// <summary>Runs a kernel's body and adds what it asked for.</summary>
    public void Count(string kernel, double threads, double bytes, Action body)
    {
        OperationCount before = OperationTally.Now;
        body();
        KernelWork work = Of(kernel);
        work.Counted += OperationTally.Now - before;
        work.Threads += threads;
        work.Bytes += bytes;
    }

    /// <summary>Adds to a kernel whose loops are known.</summary>
    public void Turn(string kernel, double threads, double turns, double bytes, double serial = 0)
    {
        KernelWork work = Of(kernel);
        work.Threads += threads;
        work.Turns += turns;
        work.Bytes += bytes;
        work.Serial = Math.Max(work.Serial, serial);
    }

    /// <summary>Adds bytes alone.</summary>
    public void Move(string kernel, double bytes) => Of(kernel).Bytes += bytes;

    /// <summary>The kernels that hash and pack: by the lengths of what they are given.</summary>
    private void AddCodecs(AssetBuffer asset, long packed)
    {
        const double PixelBytes = 8, LargestBlock = 1 << 16;
        double vertices = asset.VertexCount, triangles = asset.TriangleCount, views = asset.ViewCount;
        double raw = new RawAssets([asset]).All.Length, mesh = (6 * vertices) + (13 * triangles);
        double pixels = views * asset.ImageResolution * asset.ImageResolution, cropped = (raw - mesh) / PixelBytes;
        int channels = System.Numerics.BitOperations.PopCount((uint)asset.Channels);
        Turn("FindCrops", views * asset.ImageResolution, pixels, 4 * pixels);
        Turn("GatherPixels", cropped, cropped, 2 * PixelBytes * cropped);
        Turn("GatherMeshes", Math.Max(vertices, triangles), Math.Max(vertices, triangles), (12 * vertices) + (32 * triangles));
        Formula("HashChunks", raw / ChunkBytes, raw / BlockBytes * BlockInstructions, raw * (1 + (HashBytes / ChunkBytes)), ChunkBytes / BlockBytes);
        Formula("HashParents", raw / ChunkBytes, raw / ChunkBytes * BlockInstructions, 3 * HashBytes * raw / ChunkBytes, 0);

        // An element is four of color, one of depth, two of normal; of a mesh three of a position, ten of a triangle.
        double elements = (7 * cropped) + (3 * vertices) + (10 * triangles);
        Turn("FilterPlanes", (channels * cropped) + vertices + (3 * triangles / 2), elements, 2 * raw);
        double blocks = raw / LargestBlock;
        KernelWork pack = Of("PackBlocks");
        pack.Threads += 32 * Math.Ceiling(blocks);
        pack.Bytes += raw + packed;
        pack.Serial = LargestBlock;
        Formula("WriteFrames", (channels * views) + 4, raw / StripeBytes * StripeInstructions, raw, cropped / views * 4 / StripeBytes);
        Turn("CopyBlocks", 1024 * blocks, packed, 2 * packed);
    }

    private void Formula(string kernel, double threads, double instructions, double bytes, double serial)
    {
        KernelWork work = Of(kernel);
        work.Threads += threads;
        work.Formula += instructions;
        work.Bytes += bytes;
        work.Serial = Math.Max(work.Serial, serial);
    }

    private KernelWork Of(string kernel)
    {
        if (!_kernels.TryGetValue(kernel, out KernelWork? work))
            _kernels.Add(kernel, work = new KernelWork());
        return work;
    }

    private static string Digest(AssetBuffer asset)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(MemoryMarshal.AsBytes(asset.Positions));
        hash.AppendData(MemoryMarshal.AsBytes(asset.Triangles));
        hash.AppendData(MemoryMarshal.AsBytes(asset.CornerNormals));
        for (int view = 0; view < asset.ViewCount; view++)
        {
            foreach (ViewChannels channel in (ViewChannels[])[ViewChannels.Color, ViewChannels.Depth, ViewChannels.Normal])
                hash.AppendData(asset.Plane(channel, view));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
