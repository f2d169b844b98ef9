using System.Text.Json.Serialization;
using Piwa.Pipeline.Encoding;

namespace Piwa.Pipeline.Economy;

/// <summary>A shard that has counted and counts no more, nor ever again.</summary>
/// <param name="Campaign">The hash of the campaign's file.</param>
/// <param name="FirstAsset">Index of its first asset.</param>
/// <param name="Root">The Merkle root of its assets.</param>
/// <param name="Why">Why.</param>
public sealed record FallenShard(ContentHash Campaign, ulong FirstAsset, ContentHash Root, FallReason Why)
{
    [JsonIgnore]
    internal ShardIdentity Identity => new(Campaign, FirstAsset, Root);
}
