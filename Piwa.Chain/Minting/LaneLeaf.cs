using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Minting;

/// <summary>A leaf of a lane, and where it stands.</summary>
internal readonly record struct LaneLeaf(long Index, PublicKey Tree, uint LeafIndex, Hash256 Hash);
