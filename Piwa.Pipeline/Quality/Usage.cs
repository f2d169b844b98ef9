namespace Piwa.Pipeline.Quality;

/// <summary>How often the parts of a data set use something.</summary>
/// <param name="Name">What is used.</param>
/// <param name="Parts">Parts that use it.</param>
/// <param name="Assets">Assets with at least one such part.</param>
public sealed record Usage(string Name, long Parts, long Assets);
