namespace Piwa.Host.Pages.Market;

/// <summary>Who may use a route. Whose own something is, the route itself looks.</summary>
internal enum MarketAudience
{
    /// <summary>Whoever reaches the address.</summary>
    Anyone,

    /// <summary>A wallet that is signed in.</summary>
    SignedIn,

    /// <summary>A wallet of the operator's.</summary>
    Operator,
}
