using Piwa.Chain.Keys;

namespace Piwa.Chain.Economy;

/// <summary>What a node has made, as the manifests of shards say it and validation has found it good.</summary>
/// <param name="Node">The node operator's wallet.</param>
/// <param name="Assets">Validated assets of the node that exist at the epoch's end, of whatever epoch.</param>
/// <param name="NewAssets">Those among them that were made in the epoch.</param>
public readonly record struct NodeCount(PublicKey Node, long Assets, long NewAssets);
