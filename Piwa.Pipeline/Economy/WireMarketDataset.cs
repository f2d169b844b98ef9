namespace Piwa.Pipeline.Economy;

/// <summary>A data set that a market licenses.</summary>
/// <param name="Name">The market's name for it.</param>
/// <param name="Preset">What it is made of.</param>
/// <param name="Campaign">Hash of the campaign's description.</param>
/// <param name="Assets">Assets that are there.</param>
/// <param name="Shards">Shards that are there.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="LastAsset">Index of the last asset.</param>
internal sealed record WireMarketDataset(string Name, string Preset, string Campaign, long Assets, int Shards, long Bytes, ulong LastAsset);
