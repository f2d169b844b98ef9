using System.Text.Json.Serialization;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Provenance;
using Piwa.Pipeline.Encoding;

namespace Piwa.Pipeline.Economy;

/// <summary>A node that a validator has caught at a shard, as an epoch's statement names it, with the validator's signature.</summary>
public sealed record CaughtNode
{
    /// <summary>The hash of the campaign's file.</summary>
    public required ContentHash Campaign { get; init; }

    /// <summary>Index of the shard's first asset.</summary>
    public required ulong FirstAsset { get; init; }

    /// <summary>Assets that it was said to have.</summary>
    public required int Rows { get; init; }

    /// <summary>The Merkle root that it was said to have; zero where that was not kept.</summary>
    public required ContentHash Root { get; init; }

    /// <summary>The node.</summary>
    public required PublicKey Node { get; init; }

    /// <summary>Who says so.</summary>
    public required PublicKey Validator { get; init; }

    /// <summary>When, by the validator's clock: milliseconds since 1970, UTC.</summary>
    public required long At { get; init; }

    /// <summary>Assets that were made again.</summary>
    public required int Sampled { get; init; }

    /// <summary>Of these, those that came out the same.</summary>
    public required int Equal { get; init; }

    /// <summary>The validator's signature of the verdict, in base58.</summary>
    public required string Signature { get; init; }

    /// <summary>What the ledger of value calls it: a node is punished once for each shard.</summary>
    [JsonIgnore]
    public string Key => $"{Campaign}/{FirstAsset} by {Node}";

    [JsonIgnore]
    internal ShardIdentity Identity => new(Campaign, FirstAsset, Root);

    internal ShardVerdict ToVerdict() => new()
    {
        Validator = Validator,
        Node = Node,
        Campaign = new Hash256(Campaign.Bytes),
        FirstAsset = FirstAsset,
        Rows = Rows,
        Root = new Hash256(Root.Bytes),
        Sampled = Sampled,
        Equal = Equal,
        Finding = ShardFinding.Caught,
        At = DateTimeOffset.FromUnixTimeMilliseconds(At),
    };
}
