namespace Piwa.Pipeline.Stores;

/// <summary>Something that a probe has tried.</summary>
/// <param name="Name">What.</param>
/// <param name="IsHonoured">Whether the server does it.</param>
/// <param name="IsRequired">Whether a store needs it.</param>
/// <param name="Detail">What came of it.</param>
public sealed record S3ProbeCheck(string Name, bool IsHonoured, bool IsRequired, string Detail);
