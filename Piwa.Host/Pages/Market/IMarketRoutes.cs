namespace Piwa.Host.Pages.Market;

/// <summary>Some of the routes of a market. Thread-safe; disposed with the server.</summary>
internal interface IMarketRoutes : IDisposable
{
    /// <summary>The routes: the same each time.</summary>
    IReadOnlyList<MarketRoute> All { get; }
}
