using Piwa.Chain.Keys;

namespace Piwa.Chain.Ledger.Assets;

/// <summary>A tree that assets stand in.</summary>
/// <param name="Address">The tree's account.</param>
/// <param name="Authority">Its configuration, which indexers name as the assets' authority.</param>
/// <param name="FirstEvent">The event of its creation, by its number in the index: a change of leaf 0; -1 if it is not known.</param>
internal sealed record AssetTree(PublicKey Address, PublicKey Authority, int FirstEvent);
