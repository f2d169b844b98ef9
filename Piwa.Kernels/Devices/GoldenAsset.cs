using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Piwa.Kernels.Buffers;
using Piwa.Kernels.Meshes;

namespace Piwa.Kernels.Devices;

/// <summary>
/// Small assets whose every bit is known. A device that makes others, because its driver fuses multiplications with additions for
/// instance, may not make any.
/// </summary>
public static class GoldenAsset
{
    /// <summary>SHA-256 over the meshes and views of the golden assets. A change of this is a new generator version.</summary>
    internal const string Digest = "d3dc304aaac4ed901e0417389a8b5c1cfaa64b4d73e15be61bd47f8b677610a1";

    private static readonly LaneOptions Shape = new()
    {
        AssetCapacity = GoldenRecipes.Count,
        ViewCount = GoldenRecipes.ViewCount,
        ImageResolution = LaneOptions.MinImageResolution,
        Channels = LaneOptions.AllChannels,
        Mesh = new MeshOptions { TargetTriangles = 4000, MinResolution = 8, MaxResolution = 32 },
    };

    /// <summary>Makes the golden assets and compares.</summary>
    /// <returns>Null when every bit is right, else a sentence that says what is wrong.</returns>
    /// <exception cref="DeviceException">The device is lost.</exception>
    public static string? Verify(Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
        string digest = Compute(device);
        return digest == Digest
            ? null
            : $"{device.Info.Id} ({device.Info.Name}) computes other bits than Piwa's golden asset (digest {digest[..16]}, "
                + $"expected {Digest[..16]}): its results could not be verified by others, so it is not used. "
                + "Choose another device, or update its driver.";
    }

    internal static string Compute(Device device)
    {
        using DeviceLane lane = device.CreateLane(Shape);
        using AssetBatch batch = lane.CreateBatch();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        lane.MakeAssets(batch, new GoldenRecipes(), 0, GoldenRecipes.Count);
        foreach (AssetBuffer asset in batch.Assets)
            Append(hash, asset);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, AssetBuffer asset)
    {
        Debug.Assert(asset.Fault is null, "The golden assets can be made.");
        hash.AppendData(MemoryMarshal.AsBytes(asset.Positions));
        hash.AppendData(MemoryMarshal.AsBytes(asset.Triangles));
        hash.AppendData(MemoryMarshal.AsBytes(asset.CornerNormals));
        hash.AppendData(asset.TriangleParts);
        for (int view = 0; view < asset.ViewCount; view++)
        {
            hash.AppendData(MemoryMarshal.AsBytes(asset.Color(view)));
            hash.AppendData(MemoryMarshal.AsBytes(asset.Depth(view)));
            hash.AppendData(MemoryMarshal.AsBytes(asset.Normal(view)));
            hash.AppendData(MemoryMarshal.AsBytes(asset.Albedo(view)));
            hash.AppendData(MemoryMarshal.AsBytes(asset.Material(view)));
            hash.AppendData(asset.Part(view));
            hash.AppendData(MemoryMarshal.AsBytes(asset.Position(view)));
        }
    }
}
