using Piwa.Chain.Bubblegum;
using Piwa.Chain.Trees;

namespace Piwa.Chain.Planning;

/// <summary>What to plan for.</summary>
public sealed class MintPlanOptions
{
    /// <summary>The most lanes.</summary>
    public const int MaximumLanes = 10_000;

    /// <summary>Assets of a shard unless told otherwise.</summary>
    public const int DefaultShardAssets = 65_536;

    /// <summary>Assets in all.</summary>
    /// <value>1 by default; 1 to 10^12.</value>
    public long AssetCount { get; set; } = 1;

    /// <summary>The depth of full trees.</summary>
    /// <value><see cref="TreeSize.DefaultMaximumDepth"/> by default; a depth that the programs know.</value>
    public int TreeDepth { get; set; } = TreeSize.DefaultMaximumDepth;

    /// <summary>Lanes that mint at the same time: one tree, one delegate and one payer each.</summary>
    /// <value>1 by default; 1 to <see cref="MaximumLanes"/>.</value>
    public int LaneCount { get; set; } = 1;

    /// <summary>Whether the payer is the delegate: one signature a transaction instead of two.</summary>
    /// <value>True by default.</value>
    public bool PayerIsDelegate { get; set; } = true;

    /// <summary>Whether a lookup table holds the accounts that all transactions share.</summary>
    /// <value>False by default.</value>
    public bool UsesLookupTable { get; set; }

    /// <summary>Length of an asset's name, in bytes.</summary>
    /// <value>11 by default; 0 to 32.</value>
    public int NameBytes { get; set; } = 11;

    /// <summary>Length of the symbol, in bytes.</summary>
    /// <value>4 by default; 0 to 10.</value>
    public int SymbolBytes { get; set; } = 4;

    /// <summary>Length of an asset's URI, in bytes.</summary>
    /// <value>48 by default; 0 to 200. The base64url text of a BLAKE3 hash has 43.</value>
    public int UriBytes { get; set; } = 48;

    /// <summary>Creators of an asset.</summary>
    /// <value>1 by default; 0 to 5.</value>
    public int CreatorCount { get; set; } = 1;

    /// <summary>Assets of a shard: one root is anchored for each.</summary>
    /// <value><see cref="DefaultShardAssets"/> by default; at least 1.</value>
    public int ShardAssets { get; set; } = DefaultShardAssets;

    /// <summary>What the network allows and charges.</summary>
    public NetworkLimits Network { get; set; } = new();

    internal void Validate()
    {
        const long Most = 1_000_000_000_000;
        List<string> violations = [];
        Check(nameof(AssetCount), AssetCount, 1, Most);
        Check(nameof(LaneCount), LaneCount, 1, MaximumLanes);
        Check(nameof(NameBytes), NameBytes, 0, MetadataLimits.MaximumNameBytes);
        Check(nameof(SymbolBytes), SymbolBytes, 0, MetadataLimits.MaximumSymbolBytes);
        Check(nameof(UriBytes), UriBytes, 0, MetadataLimits.MaximumUriBytes);
        Check(nameof(CreatorCount), CreatorCount, 0, MetadataLimits.MaximumCreators);
        Check(nameof(ShardAssets), ShardAssets, 1, int.MaxValue);
        if (!TreeSize.All.Any(size => size.Depth == TreeDepth))
        {
            violations.Add(
                $"TreeDepth must be one of {string.Join(", ", TreeSize.All.Select(size => size.Depth).Distinct())}, not {TreeDepth}.");
        }

        if (Network is null)
            violations.Add("Network must not be null.");
        else
            Network.AddViolations(violations);
        if (violations.Count != 0)
            throw new ArgumentException(string.Join(' ', violations));

        void Check(string name, long value, long least, long most)
        {
            if (value < least || value > most)
                violations.Add($"{name} must be {least} to {most}, not {value}.");
        }
    }
}
