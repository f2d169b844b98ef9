using System.Text.RegularExpressions;
using Piwa.Pipeline.Encoding;

namespace Piwa.Pipeline.Shards;

/// <summary>What must hold of a shard's record whatever the shard holds.</summary>
internal static partial class ShardRules
{
    /// <summary>Checks a record against its campaign.</summary>
    /// <param name="shard">The record.</param>
    /// <param name="campaign">The campaign.</param>
    /// <param name="campaignHash">The hash of its file.</param>
    /// <param name="place">What to call the record in messages.</param>
    /// <exception cref="ManifestException">It is none of a shard of this campaign.</exception>
    public static void Check(ShardRecord shard, Campaign campaign, ContentHash campaignHash, string place)
    {
        CheckForm(shard, place);
        if (shard.Campaign != campaignHash)
        {
            throw new ManifestException(
                $"campaign.json has hash {campaignHash}, but {place} is of campaign {shard.Campaign}: "
                + "the campaign's file was changed or damaged, or the shard is from elsewhere.");
        }

        ulong unit = (ulong)campaign.ShardAssets;
        if ((shard.FirstAsset % unit) + (ulong)shard.Assets > unit)
            throw new ManifestException($"{place}: assets {shard.FirstAsset} and the {shard.Assets - 1} after it are not one work unit.");
    }

    /// <summary>Checks what holds of any shard's record, whatever the campaign.</summary>
    /// <param name="shard">The record.</param>
    /// <param name="place">What to call the record in messages.</param>
    /// <exception cref="ManifestException">It is none of a shard.</exception>
    public static void CheckForm(ShardRecord shard, string place)
    {
        if (!FilePattern().IsMatch(shard.File) || shard.File.Contains("..", StringComparison.Ordinal))
            throw new ManifestException($"{place}: '{shard.File}' is not a path of a shard.");
        if (shard.Assets < 1)
            throw new ManifestException($"{place}: {shard.Assets} assets are not one work unit.");
        if (shard.FirstAsset > long.MaxValue - (ulong)shard.Assets)
            throw new ManifestException($"{place}: {shard.Assets} assets from {shard.FirstAsset} on are not one work unit, but beyond what a shard can name.");
        if (shard.Bytes < 0)
            throw new ManifestException($"{place}: a file has no {shard.Bytes} bytes.");
        if (shard.Rows < 0 || shard.Dead.Count != shard.Assets - shard.Rows)
            throw new ManifestException($"{place}: {shard.Rows} rows and {shard.Dead.Count} dead letters do not make {shard.Assets} assets.");
        ulong? last = null;
        foreach (ulong dead in shard.Dead)
        {
            if (dead < shard.FirstAsset || dead >= shard.FirstAsset + (ulong)shard.Assets || dead <= last)
                throw new ManifestException($"{place}: the dead letters are not assets of the shard in ascending order.");
            last = dead;
        }
    }

    [GeneratedRegex(@"^[a-z0-9][a-z0-9/_.-]{0,200}\z")]
    private static partial Regex FilePattern();
}
