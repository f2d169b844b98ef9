using Piwa.Kernels.Buffers;
using Piwa.Kernels.Recipes;

namespace Piwa.Bench.EndToEnd;

/// <summary>
/// Reads the count of allocated bytes when the work on two assets begins. Both begin a shard, so that between them lies a whole number of
/// shards, with all that is allocated once for a shard or a row group.
/// </summary>
/// <remarks>Thread-safe: each of the two assets is made once.</remarks>
/// <param name="assets">Assets of the run.</param>
internal sealed class AllocationProbe(int assets)
{
    private const ulong ShardAssets = StandardAsset.ShardAssets;

    /// <summary>The first shards fill pools and grow buffers: over assets 256 to 447 an asset had 5.1 and 6.5 kB, over 256 to 1,983 of the same program 3.9.</summary>
    private const int WarmShards = 8;

    // The last shard in flight is drained, so it is left out too.
    private readonly ulong _first = WarmShards * ShardAssets;
    private readonly ulong _end = (((ulong)assets / ShardAssets) - 1) * ShardAssets;
    private long _bytesAtFirst;
    private long _bytesAtEnd;

    /// <summary>Fewer assets leave no shard between the first ones and the last.</summary>
    public const int LeastAssets = (WarmShards + 2) * StandardAsset.ShardAssets;

    /// <summary>The assets between the two readings.</summary>
    public string Window => assets < LeastAssets ? $"none: fewer than {LeastAssets} assets" : $"assets {_first} to {_end - 1}";

    /// <summary>Allocated bytes by asset; null where the run was too short.</summary>
    public double? BytesPerAsset => assets < LeastAssets ? null : (_bytesAtEnd - _bytesAtFirst) / (double)(_end - _first);

    /// <summary>The recipes, with the probe in their way.</summary>
    public IRecipeSource Watch(IRecipeSource recipes) => new Source(this, recipes);

    private void Begin(ulong asset)
    {
        if (asset == _first)
            _bytesAtFirst = GC.GetTotalAllocatedBytes(precise: true);
        else if (asset == _end)
            _bytesAtEnd = GC.GetTotalAllocatedBytes(precise: true);
    }

    private sealed class Source(AllocationProbe probe, IRecipeSource recipes) : IRecipeSource
    {
        public Recipe Create(ulong assetIndex)
        {
            probe.Begin(assetIndex);
            return recipes.Create(assetIndex);
        }
    }
}
