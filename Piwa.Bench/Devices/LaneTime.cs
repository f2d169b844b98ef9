namespace Piwa.Bench.Devices;

/// <summary>Times of a lane at one size of batch, by asset.</summary>
/// <param name="BatchAssets">Assets of a batch.</param>
/// <param name="GenerateMilliseconds">Recipes to meshes, the validator on the host included.</param>
/// <param name="RenderMilliseconds">Meshes to views, which are then on the host.</param>
/// <param name="SealedMilliseconds">All of it with hashes and packing on the device, as the pipeline asks for it; null where the device does not.</param>
internal sealed record LaneTime(int BatchAssets, double GenerateMilliseconds, double RenderMilliseconds, double? SealedMilliseconds);
