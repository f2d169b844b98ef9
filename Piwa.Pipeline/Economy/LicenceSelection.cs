namespace Piwa.Pipeline.Economy;

/// <summary>What a buyer wants: everything, all of a preset, a data set, or a range of one.</summary>
/// <param name="Dataset">The market's name of a data set; null for all.</param>
/// <param name="Preset">Data sets of this preset only; null for any.</param>
/// <param name="FirstAsset">Of one data set: index of the first asset.</param>
/// <param name="Assets">Of one data set: how many indices from there on; null for all that are there.</param>
public sealed record LicenceSelection(string? Dataset = null, string? Preset = null, ulong FirstAsset = 0, ulong? Assets = null);
