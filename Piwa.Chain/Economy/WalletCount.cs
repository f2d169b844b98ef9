using Piwa.Chain.Keys;

namespace Piwa.Chain.Economy;

/// <summary>How much a wallet has contributed: uploads that exist at the epoch's end, or labels given in the epoch.</summary>
/// <param name="Wallet">The wallet.</param>
/// <param name="Count">How many.</param>
public readonly record struct WalletCount(PublicKey Wallet, long Count);
