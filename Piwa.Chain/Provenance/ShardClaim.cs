using Piwa.Chain.Hashing;

namespace Piwa.Chain.Provenance;

/// <summary>What a submission says which shard it is.</summary>
/// <param name="Campaign">The hash of the campaign's file.</param>
/// <param name="FirstAsset">Index of its first asset.</param>
/// <param name="Rows">Assets in it.</param>
/// <param name="Root">The Merkle root of its assets.</param>
public sealed record ShardClaim(Hash256 Campaign, ulong FirstAsset, int Rows, Hash256 Root);
