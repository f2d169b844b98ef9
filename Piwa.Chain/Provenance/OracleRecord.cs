using System.Text.Json.Serialization;

namespace Piwa.Chain.Provenance;

/// <summary>One entry of an oracle's record: a verdict on a shard that agreed with itself, or a pardon.</summary>
public sealed record OracleRecord
{
    /// <summary>When, by the oracle's clock.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The wallet.</summary>
    public required string Wallet { get; init; }

    /// <summary>Campaign and shard; null for a pardon.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Shard { get; init; }

    /// <summary>Assets of the shard.</summary>
    public int Assets { get; init; }

    /// <summary>Assets that were made again.</summary>
    public int Sampled { get; init; }

    /// <summary>Of these, how many came out otherwise.</summary>
    public int Mismatched { get; init; }

    /// <summary>Whether the shard was approved; of an entry without a shard, that the wallet is no longer barred.</summary>
    public bool IsApproved { get; init; }

    /// <summary>The verdict, signed by the oracle: it can be shown to others. Null for a pardon, and in records of before there were any.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SignedShardVerdict? Verdict { get; init; }
}
