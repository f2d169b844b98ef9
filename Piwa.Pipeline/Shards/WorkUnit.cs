namespace Piwa.Pipeline.Shards;

/// <summary>A contiguous range of assets that becomes one shard.</summary>
/// <param name="FirstAsset">Index of the first asset.</param>
/// <param name="Assets">How many.</param>
internal readonly record struct WorkUnit(ulong FirstAsset, int Assets);
