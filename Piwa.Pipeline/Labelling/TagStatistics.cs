namespace Piwa.Pipeline.Labelling;

/// <summary>How a tag is used.</summary>
/// <param name="Tag">The tag.</param>
/// <param name="Labels">Labels that have it.</param>
/// <param name="Assets">Assets that somebody has given it.</param>
/// <param name="Agreement">Krippendorff's alpha, nominal, over assets with two labels or more; null where that says nothing.</param>
public sealed record TagStatistics(string Tag, int Labels, int Assets, double? Agreement);
