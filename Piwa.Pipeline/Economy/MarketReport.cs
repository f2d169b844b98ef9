namespace Piwa.Pipeline.Economy;

/// <summary>What a <see cref="Market.SettleAsync"/> did.</summary>
/// <param name="Payments">Payments that were entered.</param>
/// <param name="Given">Orders that were paid, and given or refused.</param>
/// <param name="Minted">Licences that were minted.</param>
/// <param name="Paid">Payouts that were sent.</param>
public sealed record MarketReport(int Payments, int Given, int Minted, int Paid)
{
    /// <summary>Payouts that are still to be sent.</summary>
    public required IReadOnlyList<MarketPayout> Waiting { get; init; }

    /// <summary>Payouts that could not be sent, and wait for <see cref="Market.RetryAsync"/>.</summary>
    public required IReadOnlyList<MarketPayout> Parked { get; init; }

    /// <summary>What keeps it from doing more; sentences.</summary>
    public required IReadOnlyList<string> Troubles { get; init; }

    /// <summary>Whether anything was done.</summary>
    public bool IsIdle => Payments == 0 && Given == 0 && Minted == 0 && Paid == 0;
}
