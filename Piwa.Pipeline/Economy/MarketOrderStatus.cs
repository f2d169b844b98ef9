using Piwa.Chain.Economy;
using Piwa.Chain.Economy.Licensing;

namespace Piwa.Pipeline.Economy;

/// <summary>Where an order stands.</summary>
/// <param name="Order">The order.</param>
/// <param name="State">Whether it waits, was paid, or is over.</param>
public sealed record MarketOrderStatus(MarketOrder Order, MarketOrderState State)
{
    /// <summary>What came for it, what goes back included.</summary>
    public required Amount Paid { get; init; }

    /// <summary>The payments that came for it.</summary>
    public required IReadOnlyList<MarketPayment> Payments { get; init; }

    /// <summary>Why it was closed; null if it was not.</summary>
    public string? Why { get; init; }

    /// <summary>The licence that it was paid for; null if there is none.</summary>
    public Licence? Licence { get; init; }

    /// <summary>Why the licence was taken back; null if it was not.</summary>
    public string? WhyRevoked { get; init; }

    /// <summary>Whether the licence stands on chain.</summary>
    public bool IsMinted { get; init; }
}
