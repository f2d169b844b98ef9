using Piwa.Chain.Keys;

namespace Piwa.Chain.Provenance;

/// <summary>What a node submits to an oracle: what a shard is made of, what the manifest says of it, and its assets' digests.</summary>
/// <param name="Wallet">The wallet of the node: it owns the assets.</param>
/// <param name="Campaign">The campaign's file, byte for byte.</param>
/// <param name="Manifest">The shard's record in the manifest, as JSON.</param>
/// <param name="Assets">The assets in the order of the rows.</param>
public sealed record ShardSubmission(
    PublicKey Wallet, ReadOnlyMemory<byte> Campaign, ReadOnlyMemory<byte> Manifest, IReadOnlyList<SubmittedAsset> Assets);
