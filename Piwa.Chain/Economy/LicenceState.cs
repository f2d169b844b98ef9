using Piwa.Chain.Keys;

namespace Piwa.Chain.Economy;

/// <summary>A payment of the epoch that is open.</summary>
/// <param name="Buyer">Who paid.</param>
/// <param name="Left">What was not refunded.</param>
internal readonly record struct LicenceState(PublicKey Buyer, Amount Left);
