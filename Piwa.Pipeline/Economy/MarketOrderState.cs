namespace Piwa.Pipeline.Economy;

/// <summary>Where an order stands.</summary>
public enum MarketOrderState
{
    /// <summary>It waits for its payment, or for the rest of it.</summary>
    Open,

    /// <summary>It was paid, and what it is for was given.</summary>
    Done,

    /// <summary>It was not paid in time, or could not be given; what came for it goes back.</summary>
    Closed,
}
