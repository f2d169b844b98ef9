namespace Piwa.Pipeline.Uploads;

/// <summary>What an upload did.</summary>
/// <param name="Files">What became of each file, in the order in which they were given; those that a cancellation left are not in it.</param>
/// <param name="Run">The run that rendered and minted what was not yet; null where the data set has no assets.</param>
/// <param name="WasCancelled">Whether the caller asked it to stop before it ended.</param>
public sealed record UploadReport(IReadOnlyList<UploadResult> Files, RunReport? Run, bool WasCancelled);
