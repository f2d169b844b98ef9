namespace Piwa.Pipeline.Economy;

/// <summary>What a market says of itself.</summary>
/// <param name="Address">The operator's address: whom signed requests are for, and who signs licences.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Mint">The mint of RENDER.</param>
/// <param name="Datasets">What it licenses.</param>
/// <param name="Prices">What it costs.</param>
internal sealed record WireMarket(string Address, string Name, string Mint, IReadOnlyList<WireMarketDataset> Datasets, WirePrices Prices);
