namespace Piwa.Pipeline.Quality;

/// <summary>How densely a random part of a data set fills the space of its assets.</summary>
/// <param name="Assets">Assets of the part.</param>
/// <param name="MeanDistance">Mean over assets, of the part or not, of the distance to the nearest other asset of the part.</param>
/// <param name="MedianDistance">Median of those distances.</param>
/// <param name="Percentile95">95th percentile: a covering radius that lone outliers do not decide.</param>
public readonly record struct CoveragePoint(int Assets, double MeanDistance, int MedianDistance, int Percentile95);
