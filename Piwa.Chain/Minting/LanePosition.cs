using Piwa.Chain.Hashing;

namespace Piwa.Chain.Minting;

/// <summary>How far a tree has come, from accounts as they were at one moment.</summary>
/// <param name="MintedCount">Leaves minted, from the tree's configuration.</param>
/// <param name="SequenceNumber">Changes of any kind, from the tree itself: as many as leaves if there was nothing but mints.</param>
/// <param name="Nonce">The value of the lane's durable nonce; null if it has none.</param>
internal readonly record struct LanePosition(long MintedCount, ulong SequenceNumber, Hash256? Nonce);
