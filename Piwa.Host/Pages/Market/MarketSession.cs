using Piwa.Chain.Keys;

namespace Piwa.Host.Pages.Market;

/// <summary>That a wallet is signed in.</summary>
/// <param name="Wallet">The wallet.</param>
/// <param name="Token">What the page sends with each action, and a page of another cannot know.</param>
/// <param name="ExpiresAt">When it ends at the latest.</param>
internal sealed record MarketSession(PublicKey Wallet, string Token, DateTimeOffset ExpiresAt);
