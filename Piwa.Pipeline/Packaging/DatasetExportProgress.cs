namespace Piwa.Pipeline.Packaging;

/// <summary>Where an export stands.</summary>
/// <param name="Written">Assets that were written.</param>
/// <param name="AlreadyThere">Assets that an earlier export had written.</param>
/// <param name="Total">Assets in all.</param>
public readonly record struct DatasetExportProgress(long Written, long AlreadyThere, long Total);
