namespace Piwa.Chain.Provenance;

/// <summary>A <see cref="ShardSubmission"/> as JSON; bytes as base64.</summary>
internal sealed record WireSubmission(string Wallet, byte[] Campaign, byte[] Manifest, IReadOnlyList<WireAsset> Assets);
