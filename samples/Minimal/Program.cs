// Assets in memory: any index of a campaign, as a stream, and one of them as a mesh that other tools open. No files but that, no wallet.
using Piwa.Kernels.Views;
using Piwa.Pipeline;
using Piwa.Pipeline.Exports;

await using AssetGenerator generator = PiwaPipeline.CreateBuilder()
    .UsePreset("zeroverse", seed: 7)
    .UseRig("objaverse12", resolution: 64)
    .BuildGenerator();

await foreach (Asset asset in generator.GetAssetsAsync(firstIndex: 1_000_000, count: 4))
{
    Console.WriteLine(asset.IsMade
        ? $"{asset.Index}: {asset.Content.Triangles.Length / 3} triangles, {asset.Cameras.Count} views, {asset.Hashes.Asset}"
        : $"{asset.Index}: {asset.Fault.Reason}");
}

Asset one = generator.GetAsset(42);
ReadOnlySpan<byte> rgba = one.Content.Image(ViewChannels.Color, view: 0);
string path = Path.Combine(Path.GetTempPath(), $"piwa-{Guid.NewGuid():N}.glb");
using (FileStream file = File.Create(path))
    MeshExporter.Write(one.Content, MeshFormat.Glb, new GlbOptions { TextureSize = 256 }, file);
Console.WriteLine($"asset 42: {rgba.Length} bytes of colour in view 0; its mesh is {new FileInfo(path).Length} bytes of GLB");
File.Delete(path);
