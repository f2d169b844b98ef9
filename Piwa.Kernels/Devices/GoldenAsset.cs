using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Piwa.Kernels.Buffers;
using Piwa.Kernels.Meshes;

namespace Piwa.Kernels.Devices;

/// <summary>SHA-256 over meshes and views, in hexadecimal.</summary>
/// <param name="Recipes">Of the assets that use everything but formulas.</param>
/// <param name="Formulas">Of the one that is made of formulas.</param>
internal readonly record struct GoldenDigests(string Recipes, string Formulas)
{
    /// <summary>As much as a message needs.</summary>
    public string Short => $"{Recipes[..16]} {Formulas[..16]}";

    /// <inheritdoc/>
    public override string ToString() => $"{Recipes} {Formulas}";
}

/// <summary>
/// Small assets whose every bit is known. A device that makes others, because its driver fuses multiplications with additions for
/// instance, may not make any.
/// </summary>
public static class GoldenAsset
{
    /// <summary>What they are. A change of this is a new generator version.</summary>
    internal static readonly GoldenDigests Digests = new(
        "d3dc304aaac4ed901e0417389a8b5c1cfaa64b4d73e15be61bd47f8b677610a1",
        "78532b823cb17efb45cf76df73718621ef6bdf5231c53e4d1f1937d901bc097a");

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
        GoldenDigests digests = Compute(device);
        return digests == Digests
            ? null
            : $"{device.Info.Id} ({device.Info.Name}) computes other bits than Piwa's golden assets (digests {digests.Short}, "
                + $"expected {Digests.Short}): its results could not be verified by others, so it is not used. "
                + "Choose another device, or update its driver.";
    }

    internal static GoldenDigests Compute(Device device)
    {
        using DeviceLane lane = device.CreateLane(Shape);
        using AssetBatch batch = lane.CreateBatch();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        lane.MakeAssets(batch, new GoldenRecipes(), 0, GoldenRecipes.Count);
        for (int i = 0; i < GoldenRecipes.FirstFormula; i++)
            Append(hash, batch[i]);
        string recipes = Convert.ToHexStringLower(hash.GetHashAndReset());
        for (int i = GoldenRecipes.FirstFormula; i < GoldenRecipes.Count; i++)
            Append(hash, batch[i]);
        return new GoldenDigests(recipes, Convert.ToHexStringLower(hash.GetHashAndReset()));
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
