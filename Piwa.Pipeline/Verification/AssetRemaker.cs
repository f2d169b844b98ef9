using Piwa.Kernels.Buffers;
using Piwa.Kernels.Devices;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Stages;

namespace Piwa.Pipeline.Verification;

/// <summary>Makes assets of a campaign again, one at a time, and compares their hashes.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class AssetRemaker : IDisposable
{
    private readonly DeviceLane _lane;
    private readonly AssetBatch _batch;
    private readonly AssetSealer _sealer;
    private readonly IRecipeSource _recipes;
    private readonly bool _hasLabels;

    /// <param name="device">Makes them; not disposed.</param>
    /// <param name="campaign">What they are made of.</param>
    /// <param name="recipes">Their recipes.</param>
    public AssetRemaker(Device device, Campaign campaign, IRecipeSource recipes)
    {
        _recipes = recipes;
        _hasLabels = campaign.HasLabels;
        _sealer = new AssetSealer(campaign.Seed);
        _lane = device.CreateLane(campaign.LaneOptions(assetCapacity: 1));
        _batch = _lane.CreateBatch();
    }

    /// <summary>In what an asset differs from what is said of it; nothing if it is equal.</summary>
    public IReadOnlyList<string> Compare(ShardAsset said)
    {
        AssetBuffer asset = Make(_recipes, said.AssetIndex);
        if (asset.Fault is { } fault)
            return [$"made again, it fails: {fault.Reason}"];

        List<string> differences = [];
        AssetHashes made = _sealer.Hash(asset);
        Check("mesh", made.Mesh, said.Hashes.Mesh);
        Check("texture", made.Texture, said.Hashes.Texture);
        Check("scene", made.Scene, said.Hashes.Scene);
        Check("views", made.Views, said.Hashes.Views);
        if (said.Labels is { } labels)
            Check("set of labels", _sealer.MakeLabels(asset).Hash, labels);
        if (differences.Count == 0)
            Check("whole", made.Asset, said.Hash);
        return differences;

        void Check(string component, ContentHash again, ContentHash before)
        {
            if (again != before)
                differences.Add($"made again, its {component} has hash {again}, not {before} as is said");
        }
    }

    /// <summary>What an asset hashes to; null if it cannot be made.</summary>
    public ShardAsset? Hash(ulong assetIndex)
    {
        AssetBuffer asset = Make(_recipes, assetIndex);
        return asset.Fault is not null
            ? null
            : new ShardAsset(assetIndex, _sealer.Hash(asset), _hasLabels ? _sealer.MakeLabels(asset).Hash : null);
    }

    /// <summary>Makes an asset that is said to fail.</summary>
    /// <returns>Its letter; null if it can be made.</returns>
    public DeadLetterRecord? Fail(IRecipeSource recipes, ulong assetIndex) =>
        Make(recipes, assetIndex) is { Fault: not null } asset ? DeadLetterRecord.Of(asset) : null;

    public void Dispose()
    {
        _sealer.Dispose();
        _batch.Dispose();
        _lane.Dispose();
    }

    private AssetBuffer Make(IRecipeSource recipes, ulong assetIndex)
    {
        _lane.MakeAssets(_batch, recipes, assetIndex, 1);
        return _batch[0];
    }
}
