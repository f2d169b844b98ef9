namespace Piwa.Pipeline.Quality;

/// <summary>How far statistics are.</summary>
/// <param name="Assets">Assets that were read.</param>
/// <param name="Searched">Share of the search for neighbours that is done, 0 to 1; it begins when all assets are read.</param>
public readonly record struct StatisticsProgress(long Assets, double Searched);
