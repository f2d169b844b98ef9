using Piwa.Chain.Hashing;

namespace Piwa.Chain.Minting;

/// <summary>How far a tree has come, from accounts as they were at one moment.</summary>
/// <param name="LeafCount">Leaves appended.</param>
/// <param name="SequenceNumber">Changes of any kind, from the tree itself: as many as leaves if there was nothing but appends.</param>
/// <param name="Nonce">The value of the lane's durable nonce; null if it has none.</param>
internal readonly record struct LanePosition(long LeafCount, ulong SequenceNumber, Hash256? Nonce);
