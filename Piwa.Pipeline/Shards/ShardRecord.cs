using System.Text.Json.Serialization;
using Piwa.Pipeline.Encoding;

namespace Piwa.Pipeline.Shards;

/// <summary>What the manifest says of a committed shard; signed, it is a proof of render.</summary>
public sealed record ShardRecord
{
    /// <summary>Path of the file below the data set's directory.</summary>
    public required string File { get; init; }

    /// <summary>Length of the file.</summary>
    public required long Bytes { get; init; }

    /// <summary>BLAKE3 of the file.</summary>
    [JsonPropertyName("blake3")]
    public required ContentHash FileHash { get; init; }

    /// <summary>Index of the first asset of the work unit: names the shard.</summary>
    public required ulong FirstAsset { get; init; }

    /// <summary>Assets of the work unit.</summary>
    public required int Assets { get; init; }

    /// <summary>Rows: assets that are not in <see cref="Dead"/>.</summary>
    public required int Rows { get; init; }

    /// <summary>Indices of the assets that could not be made.</summary>
    public required IReadOnlyList<ulong> Dead { get; init; }

    /// <summary>Merkle root over the rows' asset hashes; see <see cref="AssetTree"/>.</summary>
    public required ContentHash Root { get; init; }

    /// <summary>Hash of the campaign's description.</summary>
    public required ContentHash Campaign { get; init; }

    /// <summary>Version of the generator.</summary>
    public required int Generator { get; init; }

    /// <summary>Device that made the shard.</summary>
    public required string Device { get; init; }

    /// <summary>Address of the operator's wallet.</summary>
    public required string Wallet { get; init; }

    /// <summary>When the shard was committed, by the clock of who made it: milliseconds since 1970, UTC. Null if the record is not signed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Time { get; init; }

    /// <summary>The wallet's signature of the record, in base58; see <see cref="ProofOfRender"/>. Null if it is not signed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Signature { get; init; }

    /// <summary>The row of an asset, counted from 0; of a dead letter, that of the asset behind it.</summary>
    /// <param name="assetIndex">Index of the asset, from <see cref="FirstAsset"/> on.</param>
    public long RowOf(ulong assetIndex) => assetIndex <= FirstAsset ? 0 : (long)(assetIndex - FirstAsset) - Dead.Count(dead => dead < assetIndex);
}
