namespace Piwa.Pipeline.Quality;

/// <summary>How much of a data set is near to something else in it.</summary>
/// <param name="Threshold">Largest distance that counts as near.</param>
/// <param name="AssetShare">Share of the assets with at least one other asset within the threshold, 0 to 1.</param>
/// <param name="PairShare">Share of the pairs of assets that are within the threshold, 0 to 1.</param>
public readonly record struct NearDuplicates(int Threshold, double AssetShare, double PairShare);
