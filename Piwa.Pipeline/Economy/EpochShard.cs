using System.Text.Json.Serialization;
using Piwa.Chain.Economy;
using Piwa.Chain.Keys;
using Piwa.Pipeline.Encoding;

namespace Piwa.Pipeline.Economy;

/// <summary>A shard that counts, as an epoch's statement names it: which it is, who made it, and who has found it sound.</summary>
public sealed record EpochShard
{
    /// <summary>The hash of the campaign's file.</summary>
    public required ContentHash Campaign { get; init; }

    /// <summary>Index of its first asset.</summary>
    public required ulong FirstAsset { get; init; }

    /// <summary>Assets of its work unit: those from the first on are in no other shard that counts.</summary>
    public required int Assets { get; init; }

    /// <summary>Assets in it: what it counts for.</summary>
    public required int Rows { get; init; }

    /// <summary>The Merkle root of its assets.</summary>
    public required ContentHash Root { get; init; }

    /// <summary>BLAKE3 of its file.</summary>
    [JsonPropertyName("blake3")]
    public required ContentHash FileHash { get; init; }

    /// <summary>The wallet that has signed for having made it.</summary>
    public required PublicKey Node { get; init; }

    /// <summary>By what it counts as validated.</summary>
    public required ShardEvidence By { get; init; }

    /// <summary>Whose word that is.</summary>
    public required PublicKey Validator { get; init; }

    /// <summary>When, by the validator's clock: milliseconds since 1970, UTC. It is before the epoch's end.</summary>
    public required long At { get; init; }

    /// <summary>Of an oracle's verdict the assets that were made again.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Sampled { get; init; }

    /// <summary>Of an oracle's verdict its signature, in base58. That of a fleet's operator stands in the data set's manifest.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Signature { get; init; }

    /// <summary>Of a data set of uploads whose they are; these assets count for their uploaders, and not for the node. Null of others.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<WalletCount>? Uploads { get; init; }

    [JsonIgnore]
    internal ShardIdentity Identity => new(Campaign, FirstAsset, Root);
}
