using Piwa.Chain.Keys;

namespace Piwa.Chain.Collections;

/// <summary>One creator's part of the royalties.</summary>
/// <param name="Address">The creator.</param>
/// <param name="Percentage">Per cent of the royalties.</param>
public readonly record struct CoreRoyaltyShare(PublicKey Address, byte Percentage);
