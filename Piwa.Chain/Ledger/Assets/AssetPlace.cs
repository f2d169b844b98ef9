using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Ledger.Assets;

/// <summary>Where an asset stands at one moment.</summary>
/// <param name="Tree">The tree's account.</param>
/// <param name="LeafIndex">The leaf's index.</param>
/// <param name="Depth">Levels of the tree below its root.</param>
/// <param name="Root">The root that the tree's account has.</param>
/// <param name="Leaves">The tree's leaves; empty where they are known.</param>
internal sealed record AssetPlace(PublicKey Tree, uint LeafIndex, int Depth, Hash256 Root, Hash256[] Leaves);
