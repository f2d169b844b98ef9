using System.Text.Json.Serialization;

namespace Piwa.Chain.Rpc;

/// <summary>The software of a node.</summary>
/// <param name="SolanaCore">Its version.</param>
/// <param name="FeatureSet">The number of its set of features; null where it has none.</param>
public sealed record NodeVersion(
    [property: JsonPropertyName("solana-core")] string SolanaCore,
    [property: JsonPropertyName("feature-set")] ulong? FeatureSet = null);
