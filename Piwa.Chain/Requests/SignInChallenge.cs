using Piwa.Chain.Keys;

namespace Piwa.Chain.Requests;

/// <summary>A text that a wallet signs to sign in, once.</summary>
/// <param name="Wallet">The wallet that is to sign.</param>
/// <param name="Nonce">Tells this text from all others.</param>
/// <param name="Text">What is signed.</param>
/// <param name="ExpiresAt">When it is too late.</param>
public sealed record SignInChallenge(PublicKey Wallet, string Nonce, string Text, DateTimeOffset ExpiresAt);
