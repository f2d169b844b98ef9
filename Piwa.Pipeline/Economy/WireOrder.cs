namespace Piwa.Pipeline.Economy;

/// <summary>Where an order stands, and how it is paid.</summary>
/// <param name="Order">The order.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Paid">What came for it, in RENDER.</param>
/// <param name="PayTo">The wallet that is paid.</param>
/// <param name="PayUri">The same as a link of Solana Pay.</param>
/// <param name="Why">Why it was closed, or its licence taken back.</param>
/// <param name="HasLicence">Whether its licence is there.</param>
/// <param name="IsMinted">Whether the licence stands on chain.</param>
internal sealed record WireOrder(
    MarketOrder Order, MarketOrderState State, string Paid, string PayTo, string PayUri, string? Why, bool HasLicence, bool IsMinted);
